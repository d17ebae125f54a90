package dev.preceptor.eval;

import dev.preceptor.kit.Activity;
import dev.preceptor.run.evaluation.EvaluationTally;
import dev.preceptor.run.evaluation.RecordedAnswers;
import dev.preceptor.run.exported.Awaited;
import dev.preceptor.run.plan.EvalPlan;
import dev.preceptor.run.plan.RunBounds;
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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * The run's topic of answers. Answers of versions whose evaluation is on record are passed over.
 */
final class AnswerTopic implements AnswerLog, AutoCloseable {

  private static final Logger LOG = Logger.getLogger(AnswerTopic.class);
  private static final Duration POLL = Duration.ofMillis(500);

  private final EvalPlan plan;
  private final RunBounds bounds;
  private final StepsOnRecord steps;
  private final EvaluationWriter writer;
  private final EvalMeters meters;
  private final Activity activity;
  private final Follower follower;
  private final RecordedAnswers answers = new RecordedAnswers();
  private final EvaluationTally tally = new EvaluationTally();

  private AnswerTopic(
      EvalPlan plan,
      RunBounds bounds,
      StepsOnRecord steps,
      EvaluationWriter writer,
      EvalMeters meters,
      Activity activity,
      Follower follower) {
    this.plan = plan;
    this.bounds = bounds;
    this.steps = steps;
    this.writer = writer;
    this.meters = meters;
    this.activity = activity;
    this.follower = follower;
  }

  /** Reads what is on record. Earlier services that could still write must be fenced off. */
  static AnswerTopic open(
      Topics topics,
      RunLog log,
      EvalPlan plan,
      RunBounds bounds,
      StepsOnRecord steps,
      EvaluationWriter writer,
      EvalMeters meters,
      Activity activity) {
    Follower follower =
        log.follow(List.of(TopicStart.beginning(topics.answers(), 1)), RunLog.DEFAULT_BUDGET);
    AnswerTopic topic = new AnswerTopic(plan, bounds, steps, writer, meters, activity, follower);
    follower.catchUp(topic::enter);
    return topic;
  }

  private void enter(RunEvent event) {
    if (event instanceof RunEvent.Answered answered) {
      try {
        EvaluationAnswer answer = answered.value().get();
        bounds.requireAnswer(answered.key(), answer, steps);
        enter(answer);
      } catch (UnreadableRecordException e) {
        return; // none of the run's; the learner puts it among the dead letters
      }
    }
  }

  private void enter(EvaluationAnswer answer) {
    if (plan.wants(answer.getPolicyVersion())) {
      answers.enter(answer);
      tally.enter(answer);
      tally.now().ifPresent(meters::running);
    }
  }

  @Override
  public Map<Long, EvaluationAnswer> recorded(int version, String sha256) {
    return answers.of(version, sha256);
  }

  @Override
  public void write(List<EvaluationAnswer> batch) {
    writer.write(batch);
    batch.forEach(this::enter);
    follower.poll(Duration.ZERO, this::enter);
  }

  @Override
  public Optional<Map<Long, EvaluationAnswer>> awaitAll(int version, String sha256, int questions) {
    while (answers.of(version, sha256).size() < questions) {
      if (follower.isStopped()) {
        return Optional.empty();
      }
      activity.waitsFor(
          Awaited.ANSWERS,
          "the answers of other eval-services to policy version %d: %,d of %,d are here"
              .formatted(version, answers.of(version, sha256).size(), questions));
      follower.poll(POLL, this::enter);
    }
    return Optional.of(answers.of(version, sha256));
  }

  @Override
  public void write(Evaluation evaluation) {
    LOG.infof("policy version %d: %s", evaluation.getPolicyVersion(), evaluation.getMetrics());
    writer.write(evaluation);
    meters.written(evaluation);
    answers.forget(evaluation.getPolicyVersion());
  }

  /** Lets the other thread wait no more. */
  @Override
  public void close() {
    follower.stop();
  }
}
