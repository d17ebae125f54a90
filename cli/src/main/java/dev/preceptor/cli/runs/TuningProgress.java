package dev.preceptor.cli.runs;

import dev.preceptor.models.training.PreferenceMetric;
import dev.preceptor.run.progress.ClockTime;
import dev.preceptor.run.progress.Display;
import dev.preceptor.training.tuning.TuningEvents;
import dev.preceptor.training.tuning.TuningStep;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/** Shows the events of a supervised or preference run on the display. */
final class TuningProgress implements TuningEvents {

  private static final long SHOW_NANOS = Duration.ofSeconds(2).toNanos();

  /** Weight of the newest step in the moving average that is shown. */
  private static final double NEWEST = 0.1;

  private final Display display;
  private double loss = Double.NaN;
  private double stepSeconds = Double.NaN;
  private double stepTokens = Double.NaN;
  private long shownNanos = System.nanoTime() - SHOW_NANOS;

  TuningProgress(Display display) {
    this.display = display;
  }

  @Override
  public void stepped(TuningStep step) {
    loss = smoothed(loss, step.loss());
    stepSeconds = smoothed(stepSeconds, step.seconds());
    stepTokens = smoothed(stepTokens, step.tokens());
    if (!step.hasEffect()) {
      display.note(
          "step %d: no weight changed: %s is 0"
              .formatted(step.step(), step.learningRate() == 0 ? "learning_rate" : "grad_norm"));
    }
    long now = System.nanoTime();
    if (now - shownNanos >= SHOW_NANOS || step.step() == step.maxSteps()) {
      shownNanos = now;
      display.step(outcome(step), pace(step));
    }
  }

  private static double smoothed(double shown, double newest) {
    return Double.isNaN(shown) ? newest : shown + NEWEST * (newest - shown);
  }

  private String outcome(TuningStep step) {
    return "step %d/%d  epoch %.2f  loss %.3f%s  lr %.1e"
        .formatted(
            step.step(),
            step.maxSteps(),
            step.epoch(),
            loss,
            preferences(step.metrics()),
            step.learningRate());
  }

  /** How well pairs are told apart, if the run learns from pairs. */
  private static String preferences(Map<String, Double> metrics) {
    Double margin = metrics.get(PreferenceMetric.REWARDS_MARGINS.key());
    return margin == null
        ? ""
        : "  margin %.3f  preferred %.0f %%"
            .formatted(margin, 100 * metrics.get(PreferenceMetric.REWARDS_ACCURACIES.key()));
  }

  private String pace(TuningStep step) {
    long leftMillis = (long) (1000 * stepSeconds * (step.maxSteps() - step.step()));
    return "%,.0f tokens/s  %s left"
        .formatted(stepTokens / stepSeconds, ClockTime.of(Duration.ofMillis(leftMillis)));
  }

  @Override
  public void evaluated(int step, Map<String, Double> measured) {
    String text = "after step %d: accuracy %.1f %%".formatted(step, 100 * measured.get("accuracy"));
    if (measured.containsKey("constant_letter_accuracy")) {
      text +=
          " (always the most common letter: %.1f %%), format %.1f %%"
              .formatted(
                  100 * measured.get("constant_letter_accuracy"), 100 * measured.get("format"));
    }
    display.note(text);
    if (measured.getOrDefault("unscorable", 0.0).equals(measured.get("n"))) {
      display.note(
          "after step %d: none of the %.0f statements could be judged, so the accuracy says nothing"
              .formatted(step, measured.get("n")));
    }
  }

  @Override
  public void saved(int step, Path folder) {
    display.note("saved " + folder);
  }

  @Override
  public void resumed(int step) {
    display.note("resumed after step %d".formatted(step));
  }

  @Override
  public void damaged(String what) {
    display.note(what);
  }
}
