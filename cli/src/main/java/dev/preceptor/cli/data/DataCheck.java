package dev.preceptor.cli.data;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.preceptor.cli.options.ExitCode;
import dev.preceptor.cli.options.HelpOption;
import dev.preceptor.cli.options.ResultOptions;
import dev.preceptor.vqa.PmcVqa;
import dev.preceptor.vqa.ReadOptions;
import dev.preceptor.vqa.Rejected;
import dev.preceptor.vqa.Warning;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code preceptor data check}: the usable and the rejected rows of a PMC-VQA file. */
@Command(
    name = "check",
    description = {
      "Checks a PMC-VQA file and lists the rows that would be rejected.",
      "",
      "Reads both published layouts and decodes every image. Row 1 is the one after the header.",
      ""
    },
    footer = {
      "",
      "@|bold Examples|@",
      "  preceptor data check --csv PMC-VQA/test.csv --images PMC-VQA/images",
      "  preceptor data check --csv test_2.csv --images figures --json"
    })
public final class DataCheck implements Callable<Integer> {

  @Mixin private QuestionsOptions questions;

  @Mixin private ResultOptions result;
  @Mixin private HelpOption help;

  /** The result. */
  private record Answer(
      @JsonProperty("accepted") int accepted,
      @JsonProperty("rejected") List<Rejected> rejected,
      @JsonProperty("warnings") List<Warning> warnings) {

    String text() {
      StringBuilder text = new StringBuilder();
      text.append("%,d questions accepted, %,d rows rejected".formatted(accepted, rejected.size()));
      if (!rejected.isEmpty()) {
        text.append("\n%8s  %s".formatted("row", "reason"));
        rejected.forEach(r -> text.append("\n%8d  %s".formatted(r.row(), r.reason())));
      }
      if (!warnings.isEmpty()) {
        text.append("\n%8s  %s".formatted("row", "warning"));
        warnings.forEach(w -> text.append("\n%8d  %s".formatted(w.row(), w.reason())));
      }
      return text.toString();
    }
  }

  @Override
  public Integer call() {
    PmcVqa read = PmcVqa.read(questions.csv(), questions.images(), ReadOptions.THOROUGH);
    Answer answer = new Answer(read.accepted().size(), read.rejected(), read.warnings());
    result.print(answer, answer.text());
    return ExitCode.SUCCESS;
  }
}
