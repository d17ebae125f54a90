package dev.preceptor.cli;

import dev.preceptor.cli.data.Data;
import dev.preceptor.cli.data.DrawPhantom;
import dev.preceptor.cli.models.Archive;
import dev.preceptor.cli.models.Evaluate;
import dev.preceptor.cli.models.Generate;
import dev.preceptor.cli.models.GradeResponse;
import dev.preceptor.cli.models.Judge;
import dev.preceptor.cli.models.MeasurePerplexity;
import dev.preceptor.cli.models.MeasureSimilarity;
import dev.preceptor.cli.models.Merge;
import dev.preceptor.cli.models.RandomModel;
import dev.preceptor.cli.models.Score;
import dev.preceptor.cli.models.Step;
import dev.preceptor.cli.options.ExitCode;
import dev.preceptor.cli.recipe.RecipeCommand;
import dev.preceptor.cli.reference.Reference;
import dev.preceptor.cli.runs.Acls;
import dev.preceptor.cli.runs.Agreement;
import dev.preceptor.cli.runs.Audit;
import dev.preceptor.cli.runs.Bench;
import dev.preceptor.cli.runs.Chaos;
import dev.preceptor.cli.runs.Compare;
import dev.preceptor.cli.runs.Console;
import dev.preceptor.cli.runs.Delete;
import dev.preceptor.cli.runs.Deltas;
import dev.preceptor.cli.runs.Dpo;
import dev.preceptor.cli.runs.Export;
import dev.preceptor.cli.runs.Fetch;
import dev.preceptor.cli.runs.Join;
import dev.preceptor.cli.runs.Pairs;
import dev.preceptor.cli.runs.Plan;
import dev.preceptor.cli.runs.Push;
import dev.preceptor.cli.runs.Rescore;
import dev.preceptor.cli.runs.Samples;
import dev.preceptor.cli.runs.Sft;
import dev.preceptor.cli.runs.Show;
import dev.preceptor.cli.runs.Status;
import dev.preceptor.cli.runs.Stop;
import dev.preceptor.cli.runs.Submit;
import dev.preceptor.cli.runs.Table1;
import dev.preceptor.cli.runs.Token;
import dev.preceptor.cli.runs.Train;
import dev.preceptor.cli.runs.Watch;
import dev.preceptor.models.files.TemporaryFolder;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.UsageMessageSpec;
import picocli.CommandLine.Spec;

/** The {@code preceptor} command. */
@Command(
    name = "preceptor",
    description = {
      "Fine-tunes vision-language models on medical visual question answering by reinforcement"
          + " learning, as an event-driven pipeline around Apache Kafka."
    },
    synopsisSubcommandLabel = "COMMAND",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    commandListHeading = "%n",
    footer = {
      "",
      "@|bold Examples|@",
      "  preceptor train                        run the quickstart recipe",
      "  preceptor train my.yaml --set beta=0   run your recipe with one key changed",
      "  preceptor train --run NAME --resume    resume a stopped run",
      "  preceptor status NAME                  show what a run is waiting for",
      "  preceptor audit NAME                   verify exactly-once training",
      "",
      "Run preceptor COMMAND --help for the options of a command.",
      "Exit codes: 0 success, 1 the run failed, 2 invalid input."
    })
public final class Preceptor implements Runnable {

  /** Every command, in the order of the help. Register a new command here only. */
  static final List<CommandGroup> COMMANDS =
      List.of(
          new CommandGroup(
              "Runs",
              List.of(
                  Train.class,
                  Join.class,
                  Token.class,
                  Acls.class,
                  Sft.class,
                  Dpo.class,
                  RecipeCommand.class,
                  Status.class,
                  Audit.class,
                  Agreement.class,
                  Show.class,
                  Console.class,
                  Export.class,
                  Rescore.class,
                  Pairs.class,
                  Compare.class,
                  Samples.class,
                  Table1.class,
                  Bench.class,
                  Plan.class,
                  Chaos.class)),
          new CommandGroup(
              "Runs on a cluster",
              List.of(
                  Submit.class, Watch.class, Stop.class, Delete.class, Push.class, Fetch.class)),
          new CommandGroup(
              "Models",
              List.of(
                  Generate.class,
                  Score.class,
                  Judge.class,
                  MeasurePerplexity.class,
                  MeasureSimilarity.class,
                  Evaluate.class,
                  Merge.class,
                  RandomModel.class,
                  Archive.class,
                  Deltas.class)),
          new CommandGroup("Rewards and steps", List.of(GradeResponse.class, Step.class)),
          new CommandGroup("Data", List.of(Data.class, DrawPhantom.class)));

  @Spec private CommandLine.Model.CommandSpec spec;

  private Preceptor() {}

  public static void main(String[] args) {
    Locale.setDefault(Locale.ROOT);
    TemporaryFolder.use();
    int exitCode;
    try {
      exitCode = commandLine().execute(args);
    } catch (OutOfMemoryError e) {
      System.err.printf(
          "preceptor: there is not enough memory (%s); use a smaller model or batch, or give Java"
              + " more: JAVA_TOOL_OPTIONS=-Xmx8g%n",
          e.getMessage());
      exitCode = ExitCode.FAILED;
    }
    System.exit(exitCode);
  }

  /** The command with its subcommands, help and error handling. */
  static CommandLine commandLine() {
    var commandLine = new CommandLine(new Preceptor());
    COMMANDS.forEach(group -> group.commands().forEach(commandLine::addSubcommand));
    commandLine.addSubcommand(Reference.class);
    var errors = new OneLineErrors();
    commandLine
        .setParameterExceptionHandler(errors)
        .setExecutionExceptionHandler(errors)
        .setUsageHelpLongOptionsMaxWidth(30)
        .setUsageHelpAutoWidth(true)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setAbbreviatedOptionsAllowed(false)
        .getHelpSectionMap()
        .put(UsageMessageSpec.SECTION_KEY_COMMAND_LIST, new GroupedCommandList(COMMANDS));
    return commandLine;
  }

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }
}
