package dev.preceptor.cli.runs;

import dev.preceptor.cli.options.ExitCode;
import dev.preceptor.cli.options.HelpOption;
import dev.preceptor.cli.options.ResultOptions;
import dev.preceptor.cli.options.RunOptions;
import dev.preceptor.history.audit.LedgerReader;
import dev.preceptor.history.ledger.LedgerReport;
import dev.preceptor.history.ledger.Offence;
import dev.preceptor.history.ledger.RunFacts;
import dev.preceptor.run.Summary;
import dev.preceptor.runlog.RunTopics;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code preceptor audit}: the conservation proof. */
@Command(
    name = "audit",
    description = {
      "Proves that a run lost and doubled nothing.",
      "",
      "Reads the whole history of a run, live or at rest: every prompt issued must have become exactly"
          + " one group, trained on, skipped or failed exactly once; nothing may have been altered on"
          + " the way, and every step's weights must hash to what was published. Where the recipe"
          + " bounds the history, the steps before it are proven by their own records.",
      ""
    },
    footer = {
      "",
      "@|bold Examples|@",
      "  preceptor audit quickstart-20260102-030405",
      "  preceptor audit my-run --json",
      "",
      "Exit code 1: something is missing, doubled or made up; the first places are shown."
    })
public final class Audit implements Callable<Integer> {

  private static final int SHOWN_OFFENCES = 10;

  @Mixin private RunOptions run;
  @Mixin private ResultOptions result;
  @Mixin private HelpOption help;

  @Override
  public Integer call() {
    var folder = run.folder();
    LedgerReport report;
    try (var broker = run.broker(result.progress()::println)) {
      var recipe = new RunTopics(broker.bootstrapServers(), folder.topics()).recipe();
      var facts =
          RunFacts.of(
              recipe,
              Summary.read(folder.summary())
                  .map(summary -> new RunFacts.End(summary.steps(), summary.policySha256())),
              broker.isOwn());
      report = LedgerReader.read(broker.bootstrapServers(), folder.topics(), recipe).report(facts);
    }
    result.print(json(report), text(report));
    return report.ok() ? ExitCode.SUCCESS : ExitCode.FAILED;
  }

  private Map<String, Object> json(LedgerReport report) {
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
    json.put("unreadable", report.unreadable());
    json.put("versions_checked", report.versionsChecked());
    json.put("offsets_checked", report.offsetsChecked());
    json.put("records_from_step", report.firstStep());
    json.put("expired", report.expired());
    json.put("ok", report.ok());
    json.put("offences", shown(report).stream().map(Audit::json).toList());
    return json;
  }

  private static Map<String, Object> json(Offence offence) {
    var json = new LinkedHashMap<String, Object>();
    json.put("kind", offence.kind().name().toLowerCase(Locale.ROOT));
    json.put("group", offence.subject());
    json.put("what", offence.what());
    json.put("topic", offence.place().topic());
    json.put("partition", offence.place().partition());
    json.put("offset", offence.place().offset());
    return json;
  }

  private String text(LedgerReport report) {
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
    row(text, "unreadable", report.unreadable());
    if (report.firstStep() > 1) {
      text.append(
          "  records from step %,d on; of %,d groups before it only what became of them\n"
              .formatted(report.firstStep(), report.expired()));
    }
    for (var offence : shown(report)) {
      text.append("  %s %s (%s)\n".formatted(offence.subject(), offence.what(), offence.place()));
    }
    if (report.offences().size() > SHOWN_OFFENCES) {
      text.append("  and %,d more\n".formatted(report.offences().size() - SHOWN_OFFENCES));
    }
    return text.append(report.ok() ? "ok: nothing lost, nothing doubled" : "NOT ok").toString();
  }

  private static void row(StringBuilder text, String name, long count) {
    text.append("  %-14s %,10d\n".formatted(name, count));
  }

  private static List<Offence> shown(LedgerReport report) {
    return report.offences().stream().limit(SHOWN_OFFENCES).toList();
  }
}
