package dev.preceptor.run.progress;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Whether this process has been asked to end, by Ctrl-C or SIGTERM. Work within {@link #guarding}
 * is waited for, so that it can end its child processes in order.
 */
public final class StopSignal {

  private static final int PATIENCE_SECONDS = 60;

  private volatile boolean requested;
  private volatile CountDownLatch guarded = new CountDownLatch(0);

  private StopSignal() {}

  /** A signal that this process's end gives. */
  public static StopSignal install() {
    var signal = new StopSignal();
    Runtime.getRuntime().addShutdownHook(new Thread(signal::stop, "stop-signal"));
    return signal;
  }

  /** Whether it is time to end. */
  public boolean requested() {
    return requested;
  }

  /** Does something whose end the process's end has to wait for. */
  public <T> T guarding(Supplier<T> work) {
    var done = new CountDownLatch(1);
    guarded = done;
    try {
      return work.get();
    } finally {
      done.countDown();
    }
  }

  private void stop() {
    requested = true;
    try {
      if (!guarded.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        Runtime.getRuntime().halt(1);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
