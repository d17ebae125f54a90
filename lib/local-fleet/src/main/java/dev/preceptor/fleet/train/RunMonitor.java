package dev.preceptor.fleet.train;

import dev.preceptor.run.evaluation.EvaluationTally;
import dev.preceptor.run.plan.RunBounds;
import dev.preceptor.run.plan.StepRecords;
import dev.preceptor.runlog.BrokerAccess;
import dev.preceptor.runlog.Follower;
import dev.preceptor.runlog.RunEvent;
import dev.preceptor.runlog.RunLog;
import dev.preceptor.runlog.StepsOnRecord;
import dev.preceptor.runlog.TopicStart;
import dev.preceptor.schemas.Evaluation;
import dev.preceptor.schemas.EvaluationAnswer;
import dev.preceptor.schemas.Topics;
import dev.preceptor.schemas.UnreadableRecordException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.common.errors.RetriableException;

/**
 * Follows a run through its topics: all its steps and evaluations from the first on, and the groups
 * on their way.
 */
final class RunMonitor implements AutoCloseable {

  private static final Duration POLL = Duration.ofMillis(250);

  /** Evaluations that are held at one time while the broker is asked about their weights. */
  private static final int MAX_UNCHECKED = 10;

  private final Follower log;
  private final Follower evaluations;
  private final RunBounds bounds;
  private final StepRecords steps;
  private final StepsOnRecord onRecord;

  /** Evaluations that were read but not checked yet, in log order. */
  private final Queue<RunEvent.Evaluated> unchecked = new ArrayDeque<>();

  /** The first evaluation of each version whose step has not been handed over yet. */
  private final NavigableMap<Integer, Evaluation> early = new TreeMap<>();

  private final Set<Integer> evaluated = new HashSet<>();
  private final EvaluationTally answers = new EvaluationTally();

  /**
   * @param partitions of the topics that hold groups
   * @param bounds of the run: other records are passed over
   * @param resumed whether the groups that are there already are of no interest
   */
  RunMonitor(
      BrokerAccess broker, Topics topics, int partitions, RunBounds bounds, boolean resumed) {
    this.bounds = bounds;
    steps = new StepRecords(bounds);
    RunLog run = RunLog.at(broker, topics);
    onRecord = run.steps(bounds);
    evaluations = run.follow(List.of(TopicStart.beginning(topics.evaluations(), 1)), MAX_UNCHECKED);
    log =
        run.follow(
            List.of(
                TopicStart.beginning(topics.trainingSteps(), 1),
                TopicStart.beginning(topics.answers(), 1),
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
    if (unchecked.isEmpty()) {
      evaluations.poll(Duration.ZERO, event -> unchecked.add((RunEvent.Evaluated) event));
    }
    check();
    while (!early.isEmpty() && steps.isTaken(early.firstKey())) {
      observer.evaluated(early.pollFirstEntry().getValue());
    }
  }

  private void hand(RunEvent event, RunObserver observer) {
    try {
      if (event instanceof RunEvent.Stepped stepped) {
        if (steps.enter(stepped.key(), stepped.value().get())) {
          observer.stepped(stepped.value().get());
        }
      } else if (event instanceof RunEvent.Answered answered) {
        EvaluationAnswer answer = answered.value().get();
        bounds.requireAnswer(answered.key(), answer, onRecord);
        answers.enter(answer);
        answers.now().ifPresent(observer::answered);
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
    } catch (RetriableException e) {
      // The broker is away: an answer could not be checked and is not counted in what is shown.
    }
  }

  /**
   * Keeps the evaluations of steps on record. A version is evaluated after its step, but the two
   * topics are read at paces of their own; so the log is asked, not what has been read here.
   */
  private void check() {
    while (!unchecked.isEmpty()) {
      RunEvent.Evaluated evaluation = unchecked.peek();
      try {
        Evaluation value = evaluation.value().get();
        bounds.requireEvaluation(evaluation.key(), value, onRecord);
        if (evaluated.add(value.getPolicyVersion())) {
          early.put(value.getPolicyVersion(), value);
        }
      } catch (RetriableException e) {
        return; // the broker is away; the next call asks again
      } catch (UnreadableRecordException e) {
        // None of the run's; the learner puts it aside as a dead letter.
      }
      unchecked.remove();
    }
  }

  @Override
  public void close() {
    onRecord.close();
    evaluations.close();
    log.close();
  }
}
