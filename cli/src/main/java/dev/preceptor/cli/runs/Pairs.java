package dev.preceptor.cli.runs;

import dev.preceptor.cli.options.ExitCode;
import dev.preceptor.cli.options.HelpOption;
import dev.preceptor.cli.options.ResultOptions;
import dev.preceptor.cli.options.RunOptions;
import dev.preceptor.history.pairs.PairsFolder;
import dev.preceptor.models.InputException;
import dev.preceptor.run.plan.PromptPlan;
import dev.preceptor.runlog.RunLog;
import dev.preceptor.runlog.RunTopics;
import dev.preceptor.vqa.PromptTemplate;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code preceptor pairs}: preference pairs from a run's history. */
@Command(
    name = "pairs",
    description = {
      "Writes preference pairs from the scored groups of a run.",
      "",
      "The best response of each group against the worst, where their rewards differ. The folder"
          + " holds pairs.json, which preceptor step --pairs reads, and the images.",
      ""
    },
    footer = {"", "@|bold Examples|@", "  preceptor pairs NAME --out pairs --margin 0.5"})
public final class Pairs implements Callable<Integer> {

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Folder to write (default: pairs in the run's folder).")
  private Optional<Path> out;

  @Option(
      names = "--margin",
      paramLabel = "M",
      defaultValue = "0",
      description = "Leave out groups whose rewards differ by no more (default: 0).")
  private double margin;

  @Mixin private RunOptions run;
  @Mixin private ResultOptions result;
  @Mixin private HelpOption help;

  @Override
  public Integer call() {
    if (!(margin >= 0 && Double.isFinite(margin))) {
      throw new InputException("--margin %s: is out of range; use 0 or more".formatted(margin));
    }
    var folder = run.folder();
    Path target = out.orElseGet(() -> folder.path().resolve("pairs"));
    PairsFolder.Counts counts;
    try (var broker = run.broker(result.progress()::println)) {
      var recipe = new RunTopics(broker.access(), folder.topics()).recipe();
      PromptTemplate template = PromptPlan.of(recipe).template();
      if (!template.isTurn()) {
        throw new InputException(
            "run %s: its prompt_template is base, but pairs are made of chat turns; use a run with chat"
                .formatted(run.name()));
      }
      counts =
          new PairsFolder(template, margin)
              .write(RunLog.at(broker.access(), folder.topics()), folder.topics(), target);
    }
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("folder", target.toString());
    json.put("groups", counts.groups());
    json.put("pairs", counts.pairs());
    json.put("images", counts.images());
    result.print(
        json, "%s: %,d pairs from %,d groups".formatted(target, counts.pairs(), counts.groups()));
    return ExitCode.SUCCESS;
  }
}
