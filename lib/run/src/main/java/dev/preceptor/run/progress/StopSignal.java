package dev.preceptor.run.progress;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Signals that this process was asked to end, by Ctrl-C or SIGTERM. The exit waits for work within
 * {@link #guarding}, so that it can shut down its child processes in order.
 */
public final class StopSignal {

  private static final int PATIENCE_SECONDS = 60;

  private volatile boolean requested;
  private volatile CountDownLatch guarded = new CountDownLatch(0);

  private StopSignal() {}

  /** Installs a signal as a shutdown hook. */
  public static StopSignal install() {
    var signal = new StopSignal();
    Runtime.getRuntime().addShutdownHook(new Thread(signal::stop, "stop-signal"));
    return signal;
  }

  /** Whether the process was asked to end. */
  public boolean requested() {
    return requested;
  }

  /** Runs {@code work}; the exit of the process waits for its end. */
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
