package dev.preceptor.fleet.train;

import dev.preceptor.runlog.BrokerAccess;
import dev.preceptor.runlog.Follower;
import dev.preceptor.runlog.RunEvent;
import dev.preceptor.runlog.RunLog;
import dev.preceptor.runlog.TopicStart;
import dev.preceptor.schemas.Topics;
import dev.preceptor.schemas.UnreadableRecordException;
import java.time.Duration;
import java.util.List;

/**
 * Follows a run through its topics: all its steps and evaluations from the first on, and the groups
 * on their way.
 */
final class RunMonitor implements AutoCloseable {

  private static final Duration POLL = Duration.ofMillis(250);

  private final Follower log;

  /**
   * @param partitions of the topics that hold groups
   * @param resumed whether the groups that are there already are of no interest
   */
  RunMonitor(BrokerAccess broker, Topics topics, int partitions, boolean resumed) {
    log =
        RunLog.at(broker, topics)
            .follow(
                List.of(
                    TopicStart.beginning(topics.trainingSteps(), 1),
                    TopicStart.beginning(topics.evaluations(), 1),
                    new TopicStart(topics.rollouts(), partitions, resumed),
                    new TopicStart(topics.judgements(), partitions, resumed),
                    new TopicStart(topics.scoredGroups(), partitions, resumed)),
                RunLog.DEFAULT_BUDGET);
  }

  /**
   * Hands over what has come since the last call, after waiting for it a moment; nothing while the
   * broker is being started again.
   */
  void poll(RunObserver observer) {
    log.poll(POLL, event -> hand(event, observer));
  }

  private static void hand(RunEvent event, RunObserver observer) {
    try {
      if (event instanceof RunEvent.Stepped stepped) {
        observer.stepped(stepped.value().get());
      } else if (event instanceof RunEvent.Evaluated evaluated) {
        observer.evaluated(evaluated.value().get());
      } else if (event instanceof RunEvent.Sampled sampled) {
        observer.sampled(sampled.group());
      } else if (event instanceof RunEvent.Judged judged) {
        observer.judged(judged.group(), judged.value().get().getJudge());
      } else if (event instanceof RunEvent.Scored scored) {
        observer.scored(scored.group());
      }
    } catch (UnreadableRecordException e) {
      // None of the run's records; the services put it aside as a dead letter.
    }
  }

  @Override
  public void close() {
    log.close();
  }
}
