package dev.preceptor.cli.runs;

import dev.preceptor.cli.options.ExitCode;
import dev.preceptor.cli.options.HelpOption;
import dev.preceptor.cli.options.MetricOption;
import dev.preceptor.cli.options.ResultOptions;
import dev.preceptor.cli.terminal.Displays;
import dev.preceptor.models.InputException;
import dev.preceptor.run.Installation;
import dev.preceptor.run.RunFolder;
import dev.preceptor.run.progress.Display;
import dev.preceptor.run.progress.StopSignal;
import dev.preceptor.study.table.Table;
import dev.preceptor.study.table.TableJson;
import dev.preceptor.study.table.TableMarkdown;
import dev.preceptor.study.table.TableRow;
import dev.preceptor.study.table.TableRun;
import dev.preceptor.study.table.TableSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code preceptor table1}: the paper's table. */
@Command(
    name = "table1",
    description = {
      "Makes the paper's Table 1: runs every row that is missing, and prints it beside the paper's"
          + " numbers.",
      "",
      "FOLDER holds a recipe for each row. Trained rows are run with each seed, and the model after"
          + " the last step answers the test questions; rows whose recipe is for preceptor eval are"
          + " evaluated once. A finished row and seed is a file in DIR/cells and is not run again,"
          + " and one that was stopped goes on: give the same command. preceptor compare and"
          + " samples read these files. DIR/table.md, table.json and table.html are written after"
          + " each. A row that cannot be run says why, and the others go on.",
      ""
    },
    footer = {
      "",
      "@|bold Examples|@",
      "  preceptor table1 recipes/paper-phantom --seeds 1,2,3,4,5",
      "  preceptor table1 recipes/paper --metric similarity=weights/stsb-roberta-base",
      "  preceptor table1 recipes/paper-phantom --rows grpo,dr_grpo --set max_steps=20",
      "  preceptor table1 recipes/paper-phantom --report        what is finished, without running",
      "",
      "Ctrl-C stops it; the same command goes on."
    })
public final class Table1 implements Callable<Integer> {

  @Parameters(
      arity = "0..1",
      paramLabel = "FOLDER",
      description = "Folder of the rows' recipes (default: recipes/paper).")
  private Optional<Path> folder = Optional.empty();

  @Option(
      names = "--seeds",
      paramLabel = "S",
      split = ",",
      defaultValue = "42",
      description = "Seeds of the trained rows, separated by commas (default: ${DEFAULT-VALUE}).")
  private List<Long> seeds;

  @Option(
      names = "--rows",
      paramLabel = "NAME",
      split = ",",
      description = "Only these rows, by the recipes' names (default: all of FOLDER).")
  private List<String> names = List.of();

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Folder of the table's files and runs (default: runs/table1-FOLDER).")
  private Optional<Path> out = Optional.empty();

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "Change a key of the recipes that have it; may be repeated.")
  private List<String> overrides = List.of();

  @Option(
      names = "--metric",
      paramLabel = "NAME=DIR",
      description =
          "The model of a metric, if the recipes' metrics name none or another one; may be"
              + " repeated: similarity (cross-encoder/stsb-roberta-base), perplexity"
              + " (microsoft/biogpt), thinking_reward (Mistral-7B-Instruct).")
  private List<String> metrics = List.of();

  @Option(
      names = "--swap-images",
      description =
          "Ask every question a second time, with another question's image: the accuracy of a model"
              + " that ignores images. Doubles the time of evaluations.")
  private boolean swaps;

  @Option(names = "--report", description = "Run nothing; print what is finished.")
  private boolean report;

  @Mixin private ResultOptions result;
  @Mixin private HelpOption help;

  @Override
  public Integer call() {
    TableSettings settings = settings();
    StopSignal stop = StopSignal.install();
    Table table;
    try (Display display = Displays.of(result)) {
      table = new TableRun(settings, new TableTraining(display, stop), display, stop).run();
      display.note("%s: table.md, table.json, table.html".formatted(settings.out()));
    }
    result.print(TableJson.of(table), TableMarkdown.of(table).strip());
    return ExitCode.SUCCESS;
  }

  private TableSettings settings() {
    Path recipes =
        folder.orElseGet(() -> Installation.current().quickstart().resolveSibling("paper"));
    if (!Files.isDirectory(recipes)) {
      throw new InputException(recipes + ": is no folder; give a folder of recipes");
    }
    if (new HashSet<>(seeds).size() < seeds.size()) {
      throw new InputException("--seeds: has a seed twice; give each once");
    }
    String name = recipes.toAbsolutePath().normalize().getFileName().toString();
    return new TableSettings(
        name,
        rows(recipes),
        seeds,
        out.orElseGet(() -> Path.of(RunFolder.DEFAULT_RUNS, "table1-" + name)).toAbsolutePath(),
        overrides,
        MetricOption.read(metrics),
        swaps,
        !report);
  }

  private List<TableRow> rows(Path recipes) {
    List<TableRow> all = TableRow.of(recipes);
    for (String name : names) {
      if (all.stream().noneMatch(row -> row.name().equals(name))) {
        throw new InputException(
            "--rows %s: %s has no such recipe; it has %s"
                .formatted(
                    name, recipes, String.join(", ", all.stream().map(TableRow::name).toList())));
      }
    }
    return names.isEmpty() ? all : all.stream().filter(row -> names.contains(row.name())).toList();
  }
}
