package dev.preceptor.launcher.chaos;

import java.util.Comparator;
import java.util.DoubleSummaryStatistics;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What chaos brought out, for people. */
final class ChaosText {

  private ChaosText() {}

  /** A table of blows. */
  static String of(ChaosOutcome outcome, String expected) {
    var text = new StringBuilder();
    text.append(
        "%-28s %-20s %-18s %9s %10s%n".formatted("victim", "fault", "after", "second", "recovery"));
    for (var blow : outcome.blows()) {
      text.append(
          "%-28s %-20s %-18s %9.1f %10s%n"
              .formatted(
                  blow.process(),
                  blow.strike().deed(),
                  blow.at(),
                  blow.seconds(),
                  blow.recovery().isPresent()
                      ? "%.1f s".formatted(blow.recovery().getAsDouble())
                      : "-"));
    }
    text.append(
        "%s: %d blows, %d launches, %.0f s; %s, audit %s%s"
            .formatted(
                outcome.run(),
                outcome.blows().size(),
                outcome.launches(),
                outcome.seconds(),
                outcome.policySha256().filter(expected::equals).isPresent()
                    ? "the same weights"
                    : "NOT the same weights (" + outcome.policySha256().orElse("none") + ")",
                outcome.auditOk() ? "clean" : "NOT clean",
                outcome.trouble().isEmpty() ? "" : "; " + outcome.trouble()));
    return text.toString();
  }

  /** Seconds to recover, by victim and fault; starts of runs, which take longer, are left out. */
  static String recoveries(List<ChaosOutcome> outcomes) {
    Map<Victim, Map<Fault, DoubleSummaryStatistics>> table = new EnumMap<>(Victim.class);
    Map<Victim, Map<Fault, Long>> counts =
        outcomes.stream()
            .flatMap(outcome -> outcome.blows().stream())
            .collect(
                Collectors.groupingBy(
                    blow -> blow.strike().victim(),
                    Collectors.groupingBy(blow -> blow.strike().fault(), Collectors.counting())));
    outcomes.stream()
        .flatMap(outcome -> outcome.blows().stream())
        .filter(blow -> blow.recovery().isPresent() && blow.at().step() > 0)
        .forEach(
            blow ->
                table
                    .computeIfAbsent(blow.strike().victim(), victim -> new EnumMap<>(Fault.class))
                    .computeIfAbsent(blow.strike().fault(), fault -> new DoubleSummaryStatistics())
                    .accept(blow.recovery().getAsDouble()));
    var text =
        new StringBuilder(
            "%-10s %-8s %6s %10s %8s %8s%n"
                .formatted("victim", "fault", "blows", "timed", "mean s", "max s"));
    counts.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .forEach(
            row ->
                row.getValue().entrySet().stream()
                    .sorted(Comparator.comparing(Map.Entry::getKey))
                    .forEach(
                        cell -> {
                          var seconds =
                              table
                                  .getOrDefault(row.getKey(), Map.of())
                                  .getOrDefault(cell.getKey(), new DoubleSummaryStatistics());
                          text.append(
                              "%-10s %-8s %6d %10d %8.1f %8.1f%n"
                                  .formatted(
                                      row.getKey().label(),
                                      cell.getKey().label(),
                                      cell.getValue(),
                                      seconds.getCount(),
                                      seconds.getAverage(),
                                      seconds.getCount() == 0 ? 0 : seconds.getMax()));
                        }));
    return text.toString();
  }
}
