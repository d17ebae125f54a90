package dev.preceptor.history.rescore;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.util.List;

/**
 * The result of a rescore.
 *
 * @param name of the rescore
 * @param topic topic of its groups
 * @param set the changes, {@code key=value}
 * @param judgementsAsked groups that judges were asked to judge
 * @param judgementsReused groups whose verdicts were reused
 * @param withoutRollout scored groups of the run without a rollout
 */
public record RescoreResult(
    @JsonProperty("run") String run,
    @JsonProperty("name") String name,
    @JsonProperty("topic") String topic,
    @JsonProperty("set") List<String> set,
    @JsonUnwrapped RescoreReport report,
    @JsonProperty("judgements_asked") int judgementsAsked,
    @JsonProperty("judgements_reused") int judgementsReused,
    @JsonProperty("without_rollout") int withoutRollout) {

  /** As text. */
  public String text() {
    StringBuilder out = new StringBuilder();
    out.append(
        "run %s rescored as %s: %,d groups, in topic %s\n"
            .formatted(run, name, report.groups(), topic));
    row(out, "bit-identical", "%,d groups".formatted(report.identical()));
    row(
        out,
        "failed",
        "%,d before, %,d now".formatted(report.failedBefore(), report.failedAfter()));
    row(
        out,
        "all advantages 0",
        "%,d before, %,d now".formatted(report.flatBefore(), report.flatAfter()));
    row(
        out,
        "advantages changed",
        "%,d of %,d".formatted(report.advantagesChanged(), report.advantages()));
    row(out, "signs flipped", "%,d".formatted(report.signsFlipped()));
    row(
        out,
        "rank correlation",
        "%s over all, %s within groups"
            .formatted(
                number(report.rankCorrelation()), number(report.rankCorrelationWithinGroups())));
    if (judgementsAsked + judgementsReused > 0) {
      row(out, "judgements", "%,d new, %,d reused".formatted(judgementsAsked, judgementsReused));
    }
    if (withoutRollout > 0) {
      row(out, "without a rollout", "%,d groups, skipped".formatted(withoutRollout));
    }
    criteria(out);
    groups(out);
    return out.toString().stripTrailing();
  }

  private static void row(StringBuilder out, String what, String value) {
    out.append("  %-25s %s\n".formatted(what, value));
  }

  private void criteria(StringBuilder out) {
    out.append(
        "\n  %-30s %10s %10s %12s %12s   %s\n"
            .formatted("criterion", "values", "changed", "mean before", "mean now", "left out"));
    for (var criterion : report.criteria()) {
      out.append(
          "  %-30s %,10d %,10d %12s %12s   %,d, now %,d\n"
              .formatted(
                  criterion.name(),
                  criterion.values(),
                  criterion.changed(),
                  number(criterion.meanBefore()),
                  number(criterion.meanAfter()),
                  criterion.leftOutBefore(),
                  criterion.leftOutAfter()));
      if (!criterion.mostChanged().isEmpty()) {
        out.append(
            "    largest changes in groups %s\n"
                .formatted(String.join(", ", criterion.mostChanged())));
      }
    }
  }

  private void groups(StringBuilder out) {
    if (report.mostChanged().isEmpty()) {
      return;
    }
    out.append("\n  groups with the largest changes of advantage\n");
    for (var group : report.mostChanged()) {
      out.append(
          "  %-8s by %.3f   %s -> %s\n"
              .formatted(
                  group.group(),
                  group.change(),
                  numbers(group.advantagesBefore()),
                  numbers(group.advantagesAfter())));
      group
          .criteria()
          .forEach(
              (criterion, mean) -> {
                if (!String.valueOf(mean.before()).equals(String.valueOf(mean.after()))) {
                  out.append(
                      "    %s: mean %s -> %s\n"
                          .formatted(criterion, number(mean.before()), number(mean.after())));
                }
              });
    }
    out.append(
        "\nshow one with: preceptor show %s %s --rescored %s\n"
            .formatted(run, report.mostChanged().get(0).group(), name));
  }

  private static String number(Double value) {
    return value == null ? "-" : "%.4f".formatted(value);
  }

  private static String numbers(List<Double> values) {
    StringBuilder all = new StringBuilder();
    values.forEach(value -> all.append(" %+.2f".formatted(value)));
    return all.toString().strip();
  }
}
