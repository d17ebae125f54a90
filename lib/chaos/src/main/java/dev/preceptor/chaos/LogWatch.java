package dev.preceptor.chaos;

import dev.preceptor.runlog.BrokerAccess;
import dev.preceptor.runlog.Follower;
import dev.preceptor.runlog.RunEvent;
import dev.preceptor.runlog.RunLog;
import dev.preceptor.runlog.TopicStart;
import dev.preceptor.schemas.Topics;
import dev.preceptor.schemas.UnreadableRecordException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.apache.kafka.common.KafkaException;

/** Sees what the services write, by the keys of their records, once there is a broker. */
final class LogWatch implements AutoCloseable {

  private static final Duration POLL = Duration.ofMillis(20);

  private final Supplier<Optional<BrokerAccess>> broker;
  private final Topics topics;
  private final int partitions;
  private Optional<Follower> log = Optional.empty();

  /**
   * @param broker empty until it is known how to reach it
   */
  LogWatch(Supplier<Optional<BrokerAccess>> broker, Topics topics, int partitions) {
    this.broker = broker;
    this.topics = topics;
    this.partitions = partitions;
  }

  /** What has come since the last call. */
  List<ObservedRecord> poll() {
    log = log.or(() -> broker.get().map(this::follow));
    if (log.isEmpty()) {
      LockSupport.parkNanos(POLL.toNanos());
    }
    List<ObservedRecord> seen = new ArrayList<>();
    try {
      log.ifPresent(open -> open.poll(POLL, event -> add(event, seen)));
    } catch (KafkaException e) {
      // The broker is among the victims; the next call reads on.
    }
    return seen;
  }

  private Follower follow(BrokerAccess known) {
    return RunLog.at(known, topics)
        .follow(
            List.of(
                TopicStart.beginning(topics.trainingSteps(), 1),
                TopicStart.beginning(topics.evaluations(), 1),
                TopicStart.beginning(topics.rollouts(), partitions),
                TopicStart.beginning(topics.scoredGroups(), partitions),
                TopicStart.beginning(topics.judgements(), partitions)),
            RunLog.DEFAULT_BUDGET);
  }

  private static void add(RunEvent event, List<ObservedRecord> seen) {
    try {
      if (event instanceof RunEvent.Stepped) {
        int step = Integer.parseInt(event.key());
        seen.add(sighting(FaultTarget.LEARNER, step, Milestone.TRAINED, event));
      } else if (event instanceof RunEvent.Evaluated) {
        seen.add(sighting(FaultTarget.EVAL, 0, Milestone.TRAINED, event));
      } else if (event instanceof RunEvent.Sampled sampled) {
        seen.add(sighting(FaultTarget.ROLLOUT, sampled.group().step(), Milestone.SAMPLED, event));
      } else if (event instanceof RunEvent.Scored scored) {
        seen.add(sighting(FaultTarget.REWARD, scored.group().step(), Milestone.SCORED, event));
      } else if (event instanceof RunEvent.Judged) {
        seen.add(sighting(FaultTarget.JUDGE, 0, Milestone.TRAINED, event));
      }
    } catch (UnreadableRecordException | NumberFormatException e) {
      // None of the run's records.
    }
  }

  private static ObservedRecord sighting(
      FaultTarget writer, int step, Milestone milestone, RunEvent event) {
    return new ObservedRecord(writer, new Moment(step, milestone, 0), event.writtenMillis());
  }

  @Override
  public void close() {
    log.ifPresent(Follower::close);
  }
}
