package dev.preceptor.cli.runs;

import dev.preceptor.cli.options.BrokerOptions;
import dev.preceptor.cli.options.ExitCode;
import dev.preceptor.cli.options.HelpOption;
import dev.preceptor.cli.options.ResultOptions;
import dev.preceptor.cli.options.RunsOption;
import dev.preceptor.schemas.Excerpt;
import dev.preceptor.study.compare.AnswerSet;
import dev.preceptor.study.compare.Flip;
import dev.preceptor.study.compare.PairedComparison;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code preceptor compare}: two evaluations of the same questions. */
@Command(
    name = "compare",
    description = {
      "Compares two policies on the same test questions.",
      "",
      "Prints the difference of their accuracies with a 95 %% interval (paired bootstrap over the"
          + " questions), the p-value of McNemar's exact test, and the questions that only one of"
          + " them has right. A and B are each RUN, for the last version of a run's policy that was"
          + " evaluated, RUN@VERSION, or a file that preceptor eval --out wrote.",
      ""
    },
    footer = {
      "",
      "@|bold Examples|@",
      "  preceptor compare my-run@0 my-run",
      "  preceptor compare grpo-s42 dr-grpo-s42 --flips 5",
      "  preceptor compare base.json my-run --json"
    })
public final class Compare implements Callable<Integer> {

  private static final int SHOWN_CHARACTERS = 160;

  @Parameters(index = "0", paramLabel = "A", description = "RUN, RUN@VERSION or FILE.")
  private String first;

  @Parameters(index = "1", paramLabel = "B", description = "RUN, RUN@VERSION or FILE.")
  private String second;

  @Option(
      names = "--flips",
      paramLabel = "N",
      defaultValue = "0",
      description =
          "Print the answers to the first N questions that only one has right (default: 0). With"
              + " --json, all of them are printed.")
  private int flips;

  @Option(
      names = "--seed",
      paramLabel = "S",
      defaultValue = "0",
      description = "Seed of the bootstrap (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Mixin private BrokerOptions broker;
  @Mixin private RunsOption runs;
  @Mixin private ResultOptions result;
  @Mixin private HelpOption help;

  @Override
  public Integer call() {
    AnswerSource source = new AnswerSource(runs, broker, result.progress()::println);
    AnswerSet a = source.read(first).set();
    AnswerSet b = source.read(second).set();
    PairedComparison comparison = PairedComparison.of(a, b, seed);
    result.print(json(a, b, comparison), text(a, b, comparison));
    return ExitCode.SUCCESS;
  }

  private static Map<String, Object> json(AnswerSet a, AnswerSet b, PairedComparison comparison) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("a", Map.of("name", a.name(), "accuracy", comparison.accuracyA()));
    json.put("b", Map.of("name", b.name(), "accuracy", comparison.accuracyB()));
    json.put("n", comparison.n());
    json.put("difference", comparison.difference());
    json.put("interval", List.of(comparison.interval().low(), comparison.interval().high()));
    json.put("p_value", comparison.pValue());
    json.put("gained", comparison.gained());
    json.put("lost", comparison.lost());
    json.put("flips", comparison.flips().stream().map(Compare::json).toList());
    return json;
  }

  private static Map<String, Object> json(Flip flip) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("row", flip.row());
    json.put("answer", flip.a().answer());
    json.put("right", flip.gained() ? "b" : "a");
    json.put("a", flip.a().response());
    json.put("b", flip.b().response());
    return json;
  }

  private String text(AnswerSet a, AnswerSet b, PairedComparison comparison) {
    StringBuilder text = new StringBuilder();
    text.append("accuracy       %5.1f %%  %s\n".formatted(100 * comparison.accuracyA(), a.name()));
    text.append("               %5.1f %%  %s\n".formatted(100 * comparison.accuracyB(), b.name()));
    text.append(
        "difference     %+5.1f points of %,d questions, 95 %% interval %+.1f to %+.1f\n"
            .formatted(
                100 * comparison.difference(),
                comparison.n(),
                100 * comparison.interval().low(),
                100 * comparison.interval().high()));
    text.append("p-value        %7.2g  (McNemar, exact)\n".formatted(comparison.pValue()));
    text.append(
        "only B right   %5d    only A right %d".formatted(comparison.gained(), comparison.lost()));
    comparison.flips().stream()
        .limit(flips)
        .forEach(
            flip ->
                text.append(
                    "\nrow %d, answer %s, only %s is right\n  A: %s\n  B: %s"
                        .formatted(
                            flip.row(),
                            flip.a().answer(),
                            flip.gained() ? "B" : "A",
                            Excerpt.of(flip.a().response(), SHOWN_CHARACTERS),
                            Excerpt.of(flip.b().response(), SHOWN_CHARACTERS))));
    return text.toString();
  }
}
