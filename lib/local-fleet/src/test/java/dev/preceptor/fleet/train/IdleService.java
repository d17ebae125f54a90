package dev.preceptor.fleet.train;

import java.util.concurrent.locks.LockSupport;

/** Replaces a service in tests: runs until it is asked to end. */
public final class IdleService {

  private IdleService() {}

  public static void main(String[] args) {
    while (true) {
      LockSupport.park();
    }
  }
}
