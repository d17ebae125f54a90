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

/** The results of chaos runs as text. */
final class ChaosText {

  private ChaosText() {}

  /** A run's injected faults as a table, and its outcome. */
  static String of(ChaosOutcome outcome, String expected) {
    var text = new StringBuilder();
    text.append(
        "%-28s %-20s %-18s %9s %8s %8s%n"
            .formatted("target", "fault", "after", "second", "ready", "work"));
    for (var injected : outcome.injected()) {
      text.append(
          "%-28s %-20s %-18s %9.1f %8s %8s%n"
              .formatted(
                  injected.process(),
                  injected.scheduled().description(),
                  injected.at(),
                  injected.seconds(),
                  seconds(injected.ready()),
                  seconds(injected.work())));
    }
    text.append(
        "%s: %d faults, %d launches, %.0f s; %s, audit %s%s"
            .formatted(
                outcome.run(),
                outcome.injected().size(),
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
  private record Kind(FaultTarget target, Fault fault) implements Comparable<Kind> {
    @Override
    public int compareTo(Kind other) {
      return Comparator.comparing(Kind::target).thenComparing(Kind::fault).compare(this, other);
    }
  }

  /**
   * Seconds until targets could work again, and until they did, by target and fault. Faults before
   * the first step are not included in the seconds: starting a run takes longer.
   */
  static String recoveries(Collection<ChaosOutcome> outcomes) {
    var kinds =
        outcomes.stream()
            .flatMap(outcome -> outcome.injected().stream())
            .collect(
                Collectors.groupingBy(
                    injected ->
                        new Kind(injected.scheduled().target(), injected.scheduled().fault()),
                    TreeMap::new,
                    Collectors.toList()));
    var text =
        new StringBuilder(
            "%-10s %-10s %6s %14s %8s %14s %8s%n"
                .formatted(
                    "target", "fault", "faults", "recovered mean", "max", "worked mean", "max"));
    kinds.forEach(
        (kind, all) ->
            text.append(
                "%-10s %-10s %6d %s %s%n"
                    .formatted(
                        kind.target(),
                        kind.fault(),
                        all.size(),
                        meanAndMax(all, InjectedFault::recovery),
                        meanAndMax(all, InjectedFault::work))));
    return text.toString();
  }

  private static String meanAndMax(
      List<InjectedFault> all, Function<InjectedFault, OptionalDouble> time) {
    var seconds =
        all.stream()
            .filter(injected -> injected.at().step() > 0)
            .flatMapToDouble(injected -> time.apply(injected).stream())
            .summaryStatistics();
    return seconds.getCount() == 0
        ? "%14s %8s".formatted("-", "-")
        : "%12.1f s %6.1f s".formatted(seconds.getAverage(), seconds.getMax());
  }
}
