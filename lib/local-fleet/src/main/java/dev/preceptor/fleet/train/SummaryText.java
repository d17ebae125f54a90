package dev.preceptor.fleet.train;

import dev.preceptor.run.RunFolder;
import dev.preceptor.run.Summary;
import dev.preceptor.run.progress.ClockTime;
import java.time.Duration;

/** The summary of a run as text. */
public final class SummaryText {

  private SummaryText() {}

  public static String of(Summary summary, RunFolder run) {
    var text = new StringBuilder();
    text.append(
        "run %s: %,d steps in %s\n"
            .formatted(
                summary.run(),
                summary.steps(),
                ClockTime.of(Duration.ofMillis((long) (1000 * summary.seconds())))));
    if (summary.rewardFirst() != null && summary.rewardLast() != null) {
      text.append(
          "  reward         %.3f -> %.3f\n".formatted(summary.rewardFirst(), summary.rewardLast()));
    }
    if (summary.accuracyBefore() != null && summary.accuracyAfter() != null) {
      text.append(
          "  test accuracy  %.1f %% -> %.1f %%\n"
              .formatted(100 * summary.accuracyBefore(), 100 * summary.accuracyAfter()));
    }
    if (summary.groupsTrained() != null) {
      text.append(
          "  groups         %,d trained, %,d skipped, %,d failed\n"
              .formatted(summary.groupsTrained(), summary.groupsSkipped(), summary.groupsFailed()));
    }
    summary.withoutEffect().forEach(what -> text.append("  no effect      %s\n".formatted(what)));
    text.append("  weights        %s\n".formatted(summary.policySha256()));
    text.append("  folder         %s".formatted(run.path()));
    return text.toString();
  }
}
