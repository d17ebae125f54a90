package dev.preceptor.cli.models;

import dev.preceptor.cli.options.ExitCode;
import dev.preceptor.cli.options.ResultOptions;
import dev.preceptor.models.language.LanguageModel;
import dev.preceptor.run.RunFailedException;
import dev.preceptor.vqa.LabelledStatement;
import dev.preceptor.vqa.ReadOptions;
import dev.preceptor.vqa.StatementFile;
import dev.preceptor.vqa.judge.JudgeReport;
import dev.preceptor.vqa.judge.LanguageModelScorer;
import dev.preceptor.vqa.judge.SemanticJudge;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * {@code preceptor eval} of a judge: the fraction of statements with the correct verdict.
 *
 * @param csv the statements
 * @param limit maximum number of statements; 0 for all
 */
record JudgeEvaluation(Path csv, int limit) {

  private static final double NANOS_PER_SECOND = 1e9;

  int run(Supplier<LanguageModel> model, ResultOptions result) {
    StatementFile file =
        StatementFile.read(
            csv, limit == 0 ? Integer.MAX_VALUE : limit, ReadOptions.RESPONSE_COLUMN);
    List<LabelledStatement> statements = file.requireStatements("--csv " + csv);
    long start;
    JudgeReport report;
    try (LanguageModel judge = model.get();
        EvaluationBar bar = new EvaluationBar("statements", statements.size())) {
      start = System.nanoTime();
      report =
          JudgeReport.of(
              new SemanticJudge(new LanguageModelScorer(judge, false)), statements, bar::at);
    }
    double seconds = (System.nanoTime() - start) / NANOS_PER_SECOND;
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("accuracy", report.accuracy());
    json.put("n", report.n());
    json.put("unscorable", report.unscorable());
    json.put("kinds", report.kinds());
    json.put("seconds", seconds);
    json.put("rejected", file.rejected().size());
    result.print(json, text(report, seconds, file.rejected().size()));
    if (report.unscorable() == report.n()) {
      throw new RunFailedException(
          "none of the %d statements could be judged, so the accuracy says nothing; preceptor judge gives the reason of each"
              .formatted(report.n()));
    }
    return ExitCode.SUCCESS;
  }

  private static String text(JudgeReport report, double seconds, int rejected) {
    StringBuilder text = new StringBuilder();
    text.append(
        "accuracy       %5.1f %%  of %,d statements, %,d of them unscorable\n"
            .formatted(100 * report.accuracy(), report.n(), report.unscorable()));
    report
        .kinds()
        .forEach(
            (kind, score) ->
                text.append(
                    "%-14s %5.1f %%  of %,d\n".formatted(kind, 100 * score.accuracy(), score.n())));
    text.append("time           %.1f s".formatted(seconds));
    if (rejected > 0) {
      text.append("\n%,d rows rejected".formatted(rejected));
    }
    return text.toString();
  }
}
