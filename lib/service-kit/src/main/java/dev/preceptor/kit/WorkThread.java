package dev.preceptor.kit;

import dev.preceptor.models.InputException;
import io.quarkus.runtime.Quarkus;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * The one thread on which a service works, in the order in which work came. A model's kernels keep
 * their helper threads for the thread that calls them, so there must not be several.
 *
 * <p>A task that throws ends the process: the log makes a restart as good as any repair. Bad input
 * ends it with 2, since a restart would find the same, being {@linkplain ReplacedException
 * replaced} with 3, anything else with 1.
 */
public final class WorkThread implements AutoCloseable {

  /** Exit status for what a restart cannot mend. */
  public static final int BAD_INPUT = 2;

  /** Exit status of a process whose place another one has taken: it must stay down. */
  public static final int REPLACED = 3;

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

  /**
   * Begins work that computes with no model, on a thread of its own.
   *
   * @return what {@link Beside#join} waits for
   */
  public static <T> Beside<T> beside(String name, Supplier<T> work) {
    CompletableFuture<T> done = new CompletableFuture<>();
    Thread thread = thread(() -> done.completeAsync(work, Runnable::run), name);
    thread.setDaemon(true);
    thread.start();
    return new Beside<>(done);
  }

  /** Work that goes on beside this thread. */
  public record Beside<T>(CompletableFuture<T> done) {

    /** Waits for it, and fails as it failed. */
    public T join() {
      try {
        return done.join();
      } catch (CompletionException e) {
        throw e.getCause() instanceof RuntimeException cause ? cause : e;
      }
    }
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
    } catch (ReplacedException e) {
      fail(REPLACED, e);
    } catch (Throwable e) {
      fail(FAULT, e);
    }
  }

  private void fail(int status, Throwable cause) {
    ended = true;
    if (status != FAULT) {
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
