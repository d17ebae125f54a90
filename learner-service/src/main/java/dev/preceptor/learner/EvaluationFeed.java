package dev.preceptor.learner;

import dev.preceptor.run.plan.RunBounds;
import dev.preceptor.run.plan.TakenSteps;
import dev.preceptor.runlog.Follower;
import dev.preceptor.runlog.RunEvent;
import dev.preceptor.runlog.RunLog;
import dev.preceptor.runlog.TopicStart;
import dev.preceptor.schemas.Evaluation;
import dev.preceptor.schemas.Topics;
import dev.preceptor.schemas.UnreadableRecordException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.kafka.common.errors.RetriableException;

/** The run's evaluations as they are written, for the learner's thread. */
final class EvaluationFeed implements AutoCloseable {

  private static final Duration POLL = Duration.ofMillis(500);

  /** Evaluations hold every response, so few are read at a time. */
  private static final int BUDGET = 10;

  private final Follower follower;
  private final RunBounds bounds;
  private final TakenSteps taken;
  private final Consumer<Evaluation> use;
  private final Queue<RunEvent.Evaluated> unchecked = new ArrayDeque<>();
  private final Set<Integer> heard = new HashSet<>();

  /**
   * A feed from the run's first evaluation on.
   *
   * @param use takes each evaluation that is the run's own, the first of each version
   */
  EvaluationFeed(
      Topics topics, RunLog log, RunBounds bounds, TakenSteps taken, Consumer<Evaluation> use) {
    this.bounds = bounds;
    this.taken = taken;
    this.use = use;
    follower = log.follow(List.of(TopicStart.beginning(topics.evaluations(), 1)), BUDGET);
  }

  /** Hands over what is there, without waiting. */
  void poll() {
    poll(Duration.ZERO);
  }

  /** Whether a version's evaluation was handed over; waits for it a moment. */
  boolean hears(int version) {
    if (!heard.contains(version)) {
      poll(POLL);
    }
    return heard.contains(version);
  }

  private void poll(Duration wait) {
    if (unchecked.isEmpty()) {
      follower.poll(wait, event -> unchecked.add((RunEvent.Evaluated) event));
    }
    while (!unchecked.isEmpty()) {
      try {
        check(unchecked.peek());
      } catch (RetriableException e) {
        return; // the broker is away; the next call asks again
      } catch (UnreadableRecordException e) {
        // None of the run's; the warden puts it aside as a dead letter.
      }
      unchecked.remove();
    }
  }

  private void check(RunEvent.Evaluated evaluated) {
    Evaluation evaluation = evaluated.value().get();
    bounds.requireEvaluation(evaluated.key(), evaluation, taken);
    if (heard.add(evaluation.getPolicyVersion())) {
      use.accept(evaluation);
    }
  }

  /** Lets a call that waits return; for any thread. */
  void stop() {
    follower.stop();
  }

  @Override
  public void close() {
    follower.close();
  }
}
