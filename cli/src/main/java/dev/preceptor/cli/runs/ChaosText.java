package dev.preceptor.cli.runs;

import dev.preceptor.chaos.ChaosOutcome;
import dev.preceptor.chaos.Fault;
import dev.preceptor.chaos.FaultTarget;
import dev.preceptor.chaos.InjectedFault;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What chaos brought out, for people. */
final class ChaosText {

  private ChaosText() {}

  /** A table of blows. */
  static String of(ChaosOutcome outcome, String expected) {
    var text = new StringBuilder();
    text.append(
        "%-28s %-20s %-18s %9s %8s %8s%n"
            .formatted("victim", "fault", "after", "second", "ready", "work"));
    for (var blow : outcome.blows()) {
      text.append(
          "%-28s %-20s %-18s %9.1f %8s %8s%n"
              .formatted(
                  blow.process(),
                  blow.strike().deed(),
                  blow.at(),
                  blow.seconds(),
                  seconds(blow.ready()),
                  seconds(blow.work())));
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

  private static String seconds(OptionalDouble seconds) {
    return seconds.isPresent() ? "%.1f s".formatted(seconds.getAsDouble()) : "-";
  }

  /** A row of the summary. */
  private record Kind(FaultTarget victim, Fault fault) implements Comparable<Kind> {
    @Override
    public int compareTo(Kind other) {
      return Comparator.comparing(Kind::victim).thenComparing(Kind::fault).compare(this, other);
    }
  }

  /**
   * Seconds until victims could work again, and until they did, by victim and fault; starts of
   * runs, which take longer, are left out of the seconds.
   */
  static String recoveries(Collection<ChaosOutcome> outcomes) {
    var kinds =
        outcomes.stream()
            .flatMap(outcome -> outcome.blows().stream())
            .collect(
                Collectors.groupingBy(
                    blow -> new Kind(blow.strike().victim(), blow.strike().fault()),
                    TreeMap::new,
                    Collectors.toList()));
    var text =
        new StringBuilder(
            "%-10s %-10s %6s %14s %8s %14s %8s%n"
                .formatted(
                    "victim", "fault", "blows", "recovered mean", "max", "worked mean", "max"));
    kinds.forEach(
        (kind, blows) ->
            text.append(
                "%-10s %-10s %6d %s %s%n"
                    .formatted(
                        kind.victim(),
                        kind.fault(),
                        blows.size(),
                        meanAndMax(blows, InjectedFault::recovery),
                        meanAndMax(blows, InjectedFault::work))));
    return text.toString();
  }

  private static String meanAndMax(
      List<InjectedFault> blows, Function<InjectedFault, OptionalDouble> time) {
    var seconds =
        blows.stream()
            .filter(blow -> blow.at().step() > 0)
            .flatMapToDouble(blow -> time.apply(blow).stream())
            .summaryStatistics();
    return seconds.getCount() == 0
        ? "%14s %8s".formatted("-", "-")
        : "%12.1f s %6.1f s".formatted(seconds.getAverage(), seconds.getMax());
  }
}
