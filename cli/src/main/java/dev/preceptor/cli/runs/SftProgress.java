package dev.preceptor.cli.runs;

import dev.preceptor.run.progress.ClockTime;
import dev.preceptor.run.progress.Display;
import dev.preceptor.training.sft.SftEvents;
import dev.preceptor.training.sft.SftMetrics;
import dev.preceptor.training.sft.SftStep;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/** Writes the events of a supervised run to its metrics and shows them on the display. */
final class SftProgress implements SftEvents {

  private static final long SHOW_NANOS = Duration.ofSeconds(2).toNanos();

  /** Weight of the newest step in the moving average that is shown. */
  private static final double NEWEST = 0.1;

  private final SftMetrics metrics;
  private final Display display;
  private double loss = Double.NaN;
  private double stepSeconds = Double.NaN;
  private double stepTokens = Double.NaN;
  private long shownNanos = System.nanoTime() - SHOW_NANOS;

  SftProgress(SftMetrics metrics, Display display) {
    this.metrics = metrics;
    this.display = display;
  }

  @Override
  public void stepped(SftStep step) {
    metrics.step(step);
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

  private String outcome(SftStep step) {
    return "step %d/%d  epoch %.2f  loss %.3f  lr %.1e"
        .formatted(step.step(), step.maxSteps(), step.epoch(), loss, step.learningRate());
  }

  private String pace(SftStep step) {
    long leftMillis = (long) (1000 * stepSeconds * (step.maxSteps() - step.step()));
    return "%,.0f tokens/s  %s left"
        .formatted(stepTokens / stepSeconds, ClockTime.of(Duration.ofMillis(leftMillis)));
  }

  @Override
  public void evaluated(int step, Map<String, Double> measured) {
    metrics.evaluation(step, measured);
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
}
