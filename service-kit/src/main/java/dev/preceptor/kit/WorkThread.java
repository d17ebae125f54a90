package dev.preceptor.kit;

import dev.preceptor.models.InputException;
import io.quarkus.runtime.Quarkus;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * The one thread on which a service works, in the order in which work came. A model's kernels keep
 * their helper threads for the thread that calls them, so there must not be several.
 *
 * <p>A task that throws ends the process: the log makes a restart as good as any repair. Bad input
 * ends it with 2, since a restart would find the same; anything else with 1.
 */
public final class WorkThread implements AutoCloseable {

  /** Exit status for what a restart cannot mend. */
  public static final int BAD_INPUT = 2;

  private static final int FAULT = 1;
  private static final Logger LOG = Logger.getLogger(WorkThread.class);

  private final ExecutorService thread;
  private volatile boolean ended;

  /** A thread of that name. */
  public WorkThread(String name) {
    thread = Executors.newSingleThreadExecutor(task -> thread(task, name));
  }

  /** Libraries find their parts by the thread's class loader: it must be the service's own. */
  private static Thread thread(Runnable task, String name) {
    Thread thread = new Thread(task, name);
    thread.setContextClassLoader(WorkThread.class.getClassLoader());
    return thread;
  }

  /** Queues a task. After the first that failed, or {@link #close}, no further one is run. */
  public void execute(Runnable task) {
    try {
      thread.execute(() -> run(task));
    } catch (RejectedExecutionException e) {
      LOG.debug("closed: a task is not run", e);
    }
  }

  /** Queues a task when subscribed to, and completes once it was run; never when it failed. */
  public Uni<Void> uni(Runnable task) {
    return Uni.createFrom()
        .emitter(
            done ->
                execute(
                    () -> {
                      task.run();
                      done.complete(null);
                    }));
  }

  private void run(Runnable task) {
    if (ended) {
      return;
    }
    try {
      task.run();
    } catch (InputException e) {
      fail(BAD_INPUT, e);
    } catch (Throwable e) {
      fail(FAULT, e);
    }
  }

  private void fail(int status, Throwable cause) {
    ended = true;
    if (status == BAD_INPUT) {
      LOG.error(cause.getMessage());
    } else {
      LOG.error("this cannot go on: " + cause, cause);
    }
    Quarkus.asyncExit(status);
  }

  /**
   * Lets the task that runs come to its end, and drops the others.
   *
   * @param patience how long it may take
   * @return whether it came to its end, and nothing runs any more
   */
  public boolean close(Duration patience) {
    ended = true;
    thread.shutdown();
    try {
      return thread.awaitTermination(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Drops the tasks that wait. */
  @Override
  public void close() {
    close(Duration.ZERO);
  }
}
