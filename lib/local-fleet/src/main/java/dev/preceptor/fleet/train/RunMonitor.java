package dev.preceptor.fleet.train;

import dev.preceptor.run.plan.RunBounds;
import dev.preceptor.run.plan.StepRecords;
import dev.preceptor.run.plan.TakenSteps;
import dev.preceptor.runlog.BrokerAccess;
import dev.preceptor.runlog.Follower;
import dev.preceptor.runlog.RunEvent;
import dev.preceptor.runlog.RunLog;
import dev.preceptor.runlog.TopicStart;
import dev.preceptor.schemas.Evaluation;
import dev.preceptor.schemas.Topics;
import dev.preceptor.schemas.UnreadableRecordException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;

/**
 * Follows a run through its topics: all its steps and evaluations from the first on, and the groups
 * on their way.
 */
final class RunMonitor implements AutoCloseable {

  private static final Duration POLL = Duration.ofMillis(250);

  private final Follower log;
  private final RunBounds bounds;
  private final StepRecords steps;

  /** The first evaluation of each version whose step has not been read yet. */
  private final NavigableMap<Integer, Evaluation> early = new TreeMap<>();

  private final Set<Integer> evaluated = new HashSet<>();

  /**
   * @param partitions of the topics that hold groups
   * @param bounds of the run: other records are passed over
   * @param resumed whether the groups that are there already are of no interest
   */
  RunMonitor(
      BrokerAccess broker, Topics topics, int partitions, RunBounds bounds, boolean resumed) {
    this.bounds = bounds;
    steps = new StepRecords(bounds);
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

  private void hand(RunEvent event, RunObserver observer) {
    try {
      if (event instanceof RunEvent.Stepped stepped) {
        if (steps.enter(stepped.key(), stepped.value().get())) {
          observer.stepped(stepped.value().get());
          handEarly(observer);
        }
      } else if (event instanceof RunEvent.Evaluated evaluation) {
        evaluation(evaluation.key(), evaluation.value().get());
        handEarly(observer);
      } else if (event instanceof RunEvent.OfGroup ofGroup) {
        steps.requireNear(ofGroup.group());
        if (event instanceof RunEvent.Sampled sampled) {
          observer.sampled(sampled.group());
        } else if (event instanceof RunEvent.Judged judged) {
          observer.judged(judged.group(), judged.value().get().getJudge());
        } else if (event instanceof RunEvent.Scored scored) {
          observer.scored(scored.group());
        }
      }
    } catch (UnreadableRecordException e) {
      // None of the run's records; the services put it aside as a dead letter.
    }
  }

  private void evaluation(String key, Evaluation evaluation) {
    int version = evaluation.getPolicyVersion();
    bounds.requireEvaluation(key, version, TakenSteps.upTo(Integer.MAX_VALUE));
    if (evaluated.add(version)) {
      early.put(version, evaluation);
    }
  }

  /** Those of steps that are on record. */
  private void handEarly(RunObserver observer) {
    while (!early.isEmpty() && steps.isTaken(early.firstKey())) {
      observer.evaluated(early.pollFirstEntry().getValue());
    }
  }

  @Override
  public void close() {
    log.close();
  }
}
