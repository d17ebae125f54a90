package dev.preceptor.fleet.train;

import dev.preceptor.fleet.report.Reports;
import dev.preceptor.recipe.Recipe;
import dev.preceptor.run.MetricsLog;
import dev.preceptor.run.RunFolder;
import dev.preceptor.run.StepEffect;
import dev.preceptor.run.Summary;
import dev.preceptor.run.evaluation.RunningAccuracy;
import dev.preceptor.run.progress.ClockTime;
import dev.preceptor.run.progress.Display;
import dev.preceptor.schemas.Evaluation;
import dev.preceptor.schemas.GroupKey;
import dev.preceptor.schemas.TrainingStep;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Optional;

/** Records the events of a run in metrics.jsonl and the summary, and shows them on the display. */
final class RunRecord implements RunObserver, AutoCloseable {

  private static final Duration LONG_SILENCE = Duration.ofSeconds(60);
  private static final int SLOW_STEPS = 4;

  private final RunFolder run;
  private final Recipe recipe;
  private final int stepsDone;
  private final boolean resumed;
  private final String advice;
  private final Display display;
  private final MetricsLog metrics;
  private final Reports reports;
  private final RunProgress progress;
  private final SentinelReport sentinel;
  private final GroupsUnderway underway;
  private final Pace pace = new Pace();
  private final long startMillis = ManagementFactory.getRuntimeMXBean().getStartTime();
  private Optional<Double> secondsToFirstReward = Optional.empty();
  private Optional<RunningAccuracy> evaluating = Optional.empty();
  private int answers;
  private boolean sampled;
  private long lastEventNanos = System.nanoTime();

  /**
   * @param stepsDone steps of which nothing is shown
   * @param resumed whether the run has had its first reward
   * @param advice where to look when there is no progress
   */
  RunRecord(
      RunFolder run, Recipe recipe, int stepsDone, boolean resumed, String advice, Display display)
      throws IOException {
    this.run = run;
    this.recipe = recipe;
    this.stepsDone = stepsDone;
    this.resumed = resumed;
    this.advice = advice;
    this.display = display;
    metrics = MetricsLog.open(run.metrics());
    reports = new Reports(run, recipe.reporting().reportTo(), display::note);
    progress = new RunProgress(recipe);
    sentinel = new SentinelReport(recipe);
    underway =
        new GroupsUnderway(recipe.sampling().promptsPerStep(), recipe.scoring().awaitedJudges());
  }

  @Override
  public void stepped(TrainingStep step) {
    metrics.step(step);
    progress.step(step);
    var alarms = sentinel.step(step);
    underway.stepped(step.getStep());
    if (step.getStep() > stepsDone) {
      pace.stepped(step.getTimestampMillis());
      var left = pace.left(recipe.maxSteps() - step.getStep());
      var text = StepText.of(step, recipe, progress.accuracy(), left);
      display.step(text.outcome(), text.pace());
      new StepEffect(step)
          .notes(recipe)
          .forEach(note -> display.note("step %d: %s".formatted(step.getStep(), note)));
      alarms.forEach(display::note);
      lastEventNanos = System.nanoTime();
    }
  }

  @Override
  public void evaluated(Evaluation evaluation) {
    var levels = sentinel.levels(evaluation);
    metrics.evaluation(evaluation, levels);
    progress.evaluation(evaluation);
    lastEventNanos = System.nanoTime();
    var accuracy = evaluation.getMetrics().get(RunProgress.ACCURACY);
    var constant = evaluation.getMetrics().get("constant_letter_accuracy");
    if (accuracy != null) {
      display.note(
          "test accuracy after step %d: %.1f %%%s"
              .formatted(
                  evaluation.getPolicyVersion(),
                  100 * accuracy,
                  constant == null
                      ? ""
                      : " (always the most common letter: %.1f %%)".formatted(100 * constant)));
    }
    sentinel.news().forEach(display::note);
  }

  @Override
  public void answered(RunningAccuracy now) {
    evaluating = Optional.of(now);
    answers++;
    lastEventNanos = System.nanoTime();
  }

  @Override
  public void sampled(GroupKey group) {
    underway.sampled(group);
    sampled = true;
  }

  @Override
  public void judged(GroupKey group, String judge) {
    underway.judged(group, judge);
  }

  @Override
  public void scored(GroupKey group) {
    underway.scored(group);
    if (secondsToFirstReward.isEmpty() && !resumed) {
      secondsToFirstReward = Optional.of(seconds());
    }
  }

  /** The number of recorded steps, evaluations and answers: while it grows, the run goes on. */
  int results() {
    return progress.results() + answers;
  }

  /** Whether a step was taken that is shown. */
  boolean hasStepped() {
    return progress.lastStep() > stepsDone;
  }

  /** Whether the first group has been sampled. */
  boolean hasSampled() {
    return sampled;
  }

  /**
   * Shows the progress between steps, and reports when there was none for long.
   *
   * @param pause what the whole run waits for, if it is paused; already reported
   */
  void showProgress(Optional<String> pause) {
    metrics.writePending();
    reports.update();
    var now = pause.orElseGet(this::underwayText);
    display.underway(now);
    if (pause.isPresent()) {
      lastEventNanos = System.nanoTime();
    }
    var silence = Duration.ofNanos(System.nanoTime() - lastEventNanos);
    var patience =
        pace.perStep()
            .map(step -> step.multipliedBy(SLOW_STEPS))
            .filter(slow -> slow.compareTo(LONG_SILENCE) > 0)
            .orElse(LONG_SILENCE);
    if (silence.compareTo(patience) > 0) {
      display.note("no progress for %s; %s; %s".formatted(ClockTime.of(silence), now, advice));
      lastEventNanos = System.nanoTime();
    }
  }

  /** Whether all steps and the last evaluation are recorded and written. */
  boolean finished() {
    return progress.finished() && isWritten();
  }

  /** Whether all that was recorded is written. */
  boolean isWritten() {
    return metrics.writePending();
  }

  /** Why the sentinel has ended the run, if the last step on record says so. */
  Optional<String> stoppedBySentinel() {
    return sentinel.stopped();
  }

  /** The result. */
  Summary summary() {
    return progress.summary(run.name(), seconds(), secondsToFirstReward);
  }

  @Override
  public void close() {
    reports.close();
    metrics.close();
  }

  private String underwayText() {
    return progress.onlyEvaluating()
        ? "evaluating the policy after step " + progress.lastStep() + answeredText()
        : underway.text(progress.lastStep() + 1);
  }

  private String answeredText() {
    return evaluating
        .filter(now -> now.policyVersion() == progress.lastStep())
        .map(now -> ": " + now.text())
        .orElse("");
  }

  private double seconds() {
    return (System.currentTimeMillis() - startMillis) / 1000.0;
  }
}
