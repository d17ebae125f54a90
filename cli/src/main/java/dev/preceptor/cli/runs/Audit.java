package dev.preceptor.cli.runs;

import dev.preceptor.cli.options.ExitCode;
import dev.preceptor.cli.options.HelpOption;
import dev.preceptor.cli.options.ResultOptions;
import dev.preceptor.cli.options.RunOptions;
import dev.preceptor.history.audit.LedgerReader;
import dev.preceptor.history.ledger.Entry;
import dev.preceptor.history.ledger.LedgerReport;
import dev.preceptor.history.ledger.RunFacts;
import dev.preceptor.history.ledger.Violation;
import dev.preceptor.history.status.PastAlarms;
import dev.preceptor.run.Summary;
import dev.preceptor.run.sentinel.Alarm;
import dev.preceptor.runlog.RunTopics;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code preceptor audit}: proves exactly-once training from the log. */
@Command(
    name = "audit",
    description = {
      "Proves that every prompt of a run was trained on exactly once.",
      "",
      "Reads the whole history of a run, live or stopped: every prompt issued must have become"
          + " exactly one group that was trained on, skipped or failed exactly once; no record may"
          + " have been altered, and the weights after every step must match their published hash."
          + " If the recipe limits the history (history_steps), older steps are verified by their"
          + " step records alone.",
      "",
      "The alarms of the run's sentinel are listed too; they are no violation.",
      "",
      "Records that others have written to the run's topics, and that its services have refused,"
          + " had no effect: they are listed and are no violation.",
      ""
    },
    footer = {
      "",
      "@|bold Examples|@",
      "  preceptor audit quickstart-20260102-030405",
      "  preceptor audit my-run --json",
      "",
      "Exit code 1: violations were found, such as missing, duplicated or altered records; the"
          + " first 10 are shown."
    })
public final class Audit implements Callable<Integer> {

  private static final int SHOWN_VIOLATIONS = 10;

  @Mixin private RunOptions run;
  @Mixin private ResultOptions result;
  @Mixin private HelpOption help;

  @Override
  public Integer call() {
    var folder = run.folder();
    LedgerReport report;
    Optional<String> otherRewards;
    List<Alarm> alarms;
    try (var broker = run.broker(result.progress()::println)) {
      var topics = new RunTopics(broker.access(), folder.topics());
      var recipe = topics.recipe();
      otherRewards = OwnRewards.difference(topics);
      otherRewards.ifPresent(result.progress()::println);
      var facts =
          RunFacts.of(
              recipe,
              Summary.read(folder.summary())
                  .map(summary -> new RunFacts.End(summary.steps(), summary.policySha256())),
              broker.isOwn());
      report = LedgerReader.read(broker.access(), folder.topics(), recipe).report(facts);
      alarms = PastAlarms.read(broker.access(), folder.topics(), recipe).alarms();
    }
    result.print(json(report, otherRewards.isPresent(), alarms), text(report, alarms));
    return report.ok() ? ExitCode.SUCCESS : ExitCode.FAILED;
  }

  private Map<String, Object> json(LedgerReport report, boolean otherRewards, List<Alarm> alarms) {
    var json = new LinkedHashMap<String, Object>();
    json.put("run", run.name());
    json.put("steps", report.steps());
    json.put("issued", report.issued());
    json.put("trained", report.trained());
    json.put("skipped", report.skipped());
    json.put("failed", report.failed());
    json.put("in_flight", report.inFlight());
    json.put("missing", report.missing());
    json.put("duplicated", report.duplicated());
    json.put("unissued", report.unissued());
    json.put("contradicted", report.contradicted());
    json.put("altered", report.altered());
    json.put("wrong_versions", report.versions());
    json.put("wrong_offsets", report.offsets());
    json.put("resampled", report.resampled());
    json.put("rejudged", report.rejudged());
    json.put("reviews", report.reviews());
    json.put("unreadable", report.unreadable());
    json.put("refused", report.refused().size());
    json.put("versions_checked", report.versionsChecked());
    json.put("offsets_checked", report.offsetsChecked());
    json.put("records_from_step", report.firstStep());
    json.put("expired", report.expired());
    json.put("other_rewards", otherRewards);
    json.put("alarms", AlarmJson.of(alarms));
    json.put("ok", report.ok());
    json.put("offences", shown(report).stream().map(Audit::json).toList());
    json.put("refused_records", report.refused().stream().map(Audit::json).toList());
    return json;
  }

  private static Map<String, Object> json(Entry.SetAside refused) {
    var json = new LinkedHashMap<String, Object>();
    json.put("why", refused.why());
    json.put("topic", refused.place().topic());
    json.put("partition", refused.place().partition());
    json.put("offset", refused.place().offset());
    return json;
  }

  private static Map<String, Object> json(Violation violation) {
    var json = new LinkedHashMap<String, Object>();
    json.put("kind", violation.kind().name().toLowerCase(Locale.ROOT));
    json.put("group", violation.subject());
    json.put("what", violation.what());
    json.put("topic", violation.place().topic());
    json.put("partition", violation.place().partition());
    json.put("offset", violation.place().offset());
    return json;
  }

  private String text(LedgerReport report, List<Alarm> alarms) {
    var text = new StringBuilder();
    text.append("run %s, %,d steps\n".formatted(run.name(), report.steps()));
    row(text, "issued", report.issued());
    row(text, "trained", report.trained());
    row(text, "skipped", report.skipped());
    row(text, "failed", report.failed());
    row(text, "in flight", report.inFlight());
    row(text, "missing", report.missing());
    row(text, "duplicated", report.duplicated());
    row(text, "unissued", report.unissued());
    row(text, "contradicted", report.contradicted());
    row(text, "altered", report.altered());
    row(text, "wrong versions", report.versions());
    row(text, "wrong offsets", report.offsets());
    row(text, "sampled again", report.resampled());
    row(text, "judged again", report.rejudged());
    row(text, "reviews", report.reviews());
    row(text, "unreadable", report.unreadable());
    row(text, "refused", report.refused().size());
    for (var refused : report.refused().stream().limit(SHOWN_VIOLATIONS).toList()) {
      text.append("  refused: %s (%s)\n".formatted(refused.why(), refused.place()));
    }
    if (report.refused().size() > SHOWN_VIOLATIONS) {
      text.append(
          "  and %,d more; --json shows all\n"
              .formatted(report.refused().size() - SHOWN_VIOLATIONS));
    }
    if (report.firstStep() > 1) {
      text.append(
          "  full records from step %,d on; %,d earlier groups verified by their outcome alone\n"
              .formatted(report.firstStep(), report.expired()));
    }
    for (var alarm : alarms) {
      text.append("  sentinel: %s\n".formatted(alarm.text()));
    }
    for (var violation : shown(report)) {
      text.append(
          "  %s %s (%s)\n".formatted(violation.subject(), violation.what(), violation.place()));
    }
    if (report.violations().size() > SHOWN_VIOLATIONS) {
      text.append("  and %,d more\n".formatted(report.violations().size() - SHOWN_VIOLATIONS));
    }
    return text.append(report.ok() ? "ok: every prompt accounted for exactly once" : "NOT ok")
        .toString();
  }

  private static void row(StringBuilder text, String name, long count) {
    text.append("  %-14s %,10d\n".formatted(name, count));
  }

  private static List<Violation> shown(LedgerReport report) {
    return report.violations().stream().limit(SHOWN_VIOLATIONS).toList();
  }
}
