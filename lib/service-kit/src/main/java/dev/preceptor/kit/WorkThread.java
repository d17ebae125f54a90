package dev.preceptor.kit;

import dev.preceptor.models.InputException;
import dev.preceptor.models.NotFiniteException;
import dev.preceptor.run.sentinel.SentinelStopException;
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
import org.apache.kafka.common.acl.AclOperation;
import org.jboss.logging.Logger;

/**
 * A service's single work thread; it runs tasks in the order in which they were queued. There must
 * be only one, because a model's kernels start a set of helper threads for each thread that calls
 * them.
 *
 * <p>A task that throws ends the process, since all state is in the log and a restart recovers it.
 * The exit status is 2 for bad input, which a restart would meet again, 3 if the process was
 * {@linkplain ReplacedException replaced}, 4 if it computed a number that is {@linkplain
 * NotFiniteException not finite}, which a restart would compute again, 5 if the sentinel has
 * {@linkplain SentinelStopException ended the run}, and 1 for anything else.
 */
public final class WorkThread implements AutoCloseable {

  /** Exit status for errors that a restart cannot fix. */
  public static final int BAD_INPUT = 2;

  /** Exit status of a process that another one has replaced; it must not be restarted. */
  public static final int REPLACED = 3;

  /** Exit status of a process that computed NaN or infinity; a restart would compute the same. */
  public static final int NOT_FINITE = 4;

  /** Exit status of a learner whose sentinel has ended the run. */
  public static final int STOPPED_BY_SENTINEL = SentinelStopException.EXIT_CODE;

  private static final int FAULT = 1;
  private static final Logger LOG = Logger.getLogger(WorkThread.class);

  private final ExecutorService thread;
  private volatile boolean ended;

  /** Creates the thread with a name. */
  public WorkThread(String name) {
    thread = Executors.newSingleThreadExecutor(task -> thread(task, name));
  }

  /** Libraries load classes with the thread's context class loader, so it must be the service's. */
  private static Thread thread(Runnable task, String name) {
    Thread thread = new Thread(task, name);
    thread.setContextClassLoader(WorkThread.class.getClassLoader());
    return thread;
  }

  /**
   * Starts work on another thread. The work must not compute with a model.
   *
   * @return the running work; {@link Beside#join} waits for its result
   */
  public static <T> Beside<T> beside(String name, Supplier<T> work) {
    CompletableFuture<T> done = new CompletableFuture<>();
    Thread thread = thread(() -> done.completeAsync(work, Runnable::run), name);
    thread.setDaemon(true);
    thread.start();
    return new Beside<>(done);
  }

  /** Work that runs on another thread. */
  public record Beside<T>(CompletableFuture<T> done) {

    /** Waits for the result; rethrows the exception if the work failed. */
    public T join() {
      try {
        return done.join();
      } catch (CompletionException e) {
        throw e.getCause() instanceof RuntimeException cause ? cause : e;
      }
    }
  }

  /** Queues a task. After a task has failed, or after {@link #close}, no further task is run. */
  public void execute(Runnable task) {
    try {
      thread.execute(() -> run(task));
    } catch (RejectedExecutionException e) {
      LOG.debug("closed: the task is not run", e);
    }
  }

  /**
   * A Uni that queues a task on subscription and completes when the task has run; it never
   * completes if the task fails.
   */
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
    } catch (NotFiniteException e) {
      fail(NOT_FINITE, e);
    } catch (SentinelStopException e) {
      fail(STOPPED_BY_SENTINEL, e);
    } catch (Throwable e) {
      Refusal.why(e, AclOperation.WRITE)
          .ifPresentOrElse(
              why -> fail(BAD_INPUT, new InputException(why, e)), () -> fail(FAULT, e));
    }
  }

  private void fail(int status, Throwable cause) {
    ended = true;
    if (status != FAULT) {
      LOG.error(cause.getMessage());
    } else {
      LOG.error("unexpected error, this process ends: " + cause, cause);
    }
    Quarkus.asyncExit(status);
  }

  /**
   * Waits for the running task to finish and drops the queued ones.
   *
   * @param patience how long to wait
   * @return whether the task finished in time
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

  /** Drops the queued tasks without waiting for the running one. */
  @Override
  public void close() {
    close(Duration.ZERO);
  }
}
