package dev.preceptor.vqa.http;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Threads that wait for a server's answers; they do not keep the process alive. */
public final class AskingThreads {

  private AskingThreads() {}

  /**
   * A pool of them.
   *
   * @param count most requests at a time
   * @param name of each thread
   */
  public static ExecutorService of(int count, String name) {
    return Executors.newFixedThreadPool(
        count,
        task -> {
          Thread thread = new Thread(task, name);
          thread.setDaemon(true);
          return thread;
        });
  }
}
