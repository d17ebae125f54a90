package dev.preceptor.runlog;

import dev.preceptor.run.StepMetric;
import dev.preceptor.run.plan.RunBounds;
import dev.preceptor.run.plan.StepRecords;
import dev.preceptor.run.plan.TakenSteps;
import dev.preceptor.schemas.TrainingStep;
import dev.preceptor.schemas.UnreadableRecordException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.apache.kafka.common.TopicPartition;

/**
 * The steps that a run has taken, read from its log when somebody asks about one that is not known
 * yet; so it costs a read of the topic a step, and none for what is known.
 *
 * <p>All that a step's transaction wrote becomes visible together, but not at one moment on every
 * partition. Whoever has seen another record of the transaction is therefore made to wait until the
 * transaction has ended here too. Safe for use by several threads.
 */
public final class StepsOnRecord implements TakenSteps, AutoCloseable {

  private static final Duration BETWEEN_READS = Duration.ofMillis(20);

  private final RunLog log;
  private final StepRecords records;
  private final TopicPartition partition;
  private LogConsumer uncommitted;
  private boolean endedBySentinel;
  private volatile Follower follower;
  private volatile boolean closed;

  StepsOnRecord(RunLog log, RunBounds bounds) {
    this.log = log;
    records = new StepRecords(bounds);
    partition = log.single(RunEvent.Stepped.class);
  }

  @Override
  public synchronized boolean isTaken(int step) {
    return readUntil(() -> records.isTaken(step));
  }

  @Override
  public synchronized boolean hasMade(int step, String policySha256) {
    return readUntil(() -> records.hasMade(step, policySha256));
  }

  /** Whether the last step on record says that the sentinel ended the run after it. */
  public synchronized boolean isEndedBySentinel() {
    readUntil(() -> false); // all that there is
    return endedBySentinel;
  }

  /** Whether something holds, be it only after all was read that was written before the call. */
  private boolean readUntil(BooleanSupplier holds) {
    if (holds.getAsBoolean()) {
      return true;
    }
    if (follower == null) {
      uncommitted = log.connectUncommitted();
      follower =
          log.follow(List.of(TopicStart.beginning(partition.topic(), 1)), RunLog.DEFAULT_BUDGET);
    }
    long written = uncommitted.end(partition);
    while (true) {
      follower.catchUp(this::enter);
      if (holds.getAsBoolean()) {
        return true;
      }
      if (closed) {
        throw new IllegalStateException("the steps are no longer read");
      }
      if (follower.position(partition) >= written) {
        return false;
      }
      LockSupport.parkNanos(BETWEEN_READS.toNanos()); // a transaction is open
    }
  }

  private void enter(RunEvent event) {
    if (event instanceof RunEvent.Stepped stepped) {
      try {
        TrainingStep step = stepped.value().get();
        if (records.enter(stepped.key(), step)) {
          endedBySentinel =
              step.getMetrics().getOrDefault(StepMetric.SENTINEL_STOPPED.key(), 0.0) > 0;
        }
      } catch (UnreadableRecordException e) {
        return; // none of the run's; the learner puts it among the dead letters
      }
    }
  }

  /** Lets a question that waits fail, and gives up the connections. */
  @Override
  public void close() {
    closed = true;
    Follower open = follower;
    if (open != null) {
      open.stop();
    }
    synchronized (this) {
      if (follower != null) {
        follower.close();
        uncommitted.close();
      }
    }
  }
}
