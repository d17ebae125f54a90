package dev.preceptor.fleet.join;

import dev.preceptor.run.plan.RunBounds;
import dev.preceptor.run.plan.StepRecords;
import dev.preceptor.runlog.BrokerAccess;
import dev.preceptor.runlog.Follower;
import dev.preceptor.runlog.RunEvent;
import dev.preceptor.runlog.RunLog;
import dev.preceptor.runlog.TopicStart;
import dev.preceptor.schemas.Rollout;
import dev.preceptor.schemas.Topics;
import dev.preceptor.schemas.UnreadableRecordException;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.apache.kafka.common.KafkaException;

/** Follows a run's steps from the first on, and the rollouts that are written from now on. */
final class RunFeed implements AutoCloseable {

  private static final Duration POLL = Duration.ofMillis(250);

  private final Follower log;
  private final StepRecords steps;

  RunFeed(BrokerAccess broker, Topics topics, int partitions, RunBounds bounds) {
    steps = new StepRecords(bounds);
    log =
        RunLog.at(broker, topics)
            .follow(
                List.of(
                    TopicStart.beginning(topics.trainingSteps(), 1),
                    TopicStart.end(topics.rollouts(), partitions)),
                RunLog.DEFAULT_BUDGET);
  }

  /** Hands over the rollouts that have come since the last call, after waiting for a moment. */
  void poll(Consumer<Rollout> sampled) {
    try {
      log.poll(POLL, event -> take(event, sampled));
    } catch (KafkaException e) {
      // The broker is away; whoever asks it about the group says so. The next call reads on.
    }
  }

  /** What cannot be read is none of the run's records; the services put it aside. */
  private void take(RunEvent event, Consumer<Rollout> sampled) {
    try {
      if (event instanceof RunEvent.Stepped stepped) {
        steps.enter(stepped.key(), stepped.value().get());
      } else if (event instanceof RunEvent.Sampled rollout) {
        steps.requireNear(rollout.group());
        sampled.accept(rollout.value().get());
      }
    } catch (UnreadableRecordException e) {
      return;
    }
  }

  /** The last step that was taken; 0 before the first. */
  int lastStep() {
    return steps.last();
  }

  @Override
  public void close() {
    log.close();
  }
}
