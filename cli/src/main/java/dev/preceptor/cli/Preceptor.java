package dev.preceptor.launcher;

import dev.preceptor.launcher.audit.Audit;
import dev.preceptor.launcher.bench.Bench;
import dev.preceptor.launcher.bench.Deltas;
import dev.preceptor.launcher.chaos.Chaos;
import dev.preceptor.launcher.commands.Data;
import dev.preceptor.launcher.commands.DrawPhantom;
import dev.preceptor.launcher.commands.Evaluate;
import dev.preceptor.launcher.commands.Generate;
import dev.preceptor.launcher.commands.GradeResponse;
import dev.preceptor.launcher.commands.Judge;
import dev.preceptor.launcher.commands.MeasurePerplexity;
import dev.preceptor.launcher.commands.MeasureSimilarity;
import dev.preceptor.launcher.commands.RandomModel;
import dev.preceptor.launcher.commands.Score;
import dev.preceptor.launcher.commands.Sft;
import dev.preceptor.launcher.commands.Step;
import dev.preceptor.launcher.join.Join;
import dev.preceptor.launcher.rescore.Rescore;
import dev.preceptor.launcher.show.Show;
import dev.preceptor.launcher.status.Status;
import dev.preceptor.launcher.train.Train;
import java.util.List;
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
      "  preceptor train                        a small model learns from pictures",
      "  preceptor train my.yaml --set beta=0   your own recipe, one key changed",
      "  preceptor train --run NAME --resume    goes on where a run was stopped",
      "  preceptor status NAME                  what a run is waiting for",
      "  preceptor audit NAME                   proves that a run lost nothing",
      "",
      "preceptor COMMAND --help tells more about a command.",
      "Exit codes: 0 success, 1 the run failed, 2 something given cannot be used."
    })
public final class Preceptor implements Runnable {

  /** Every command, as the help shows them. A new command is entered here and nowhere else. */
  static final List<CommandGroup> COMMANDS =
      List.of(
          new CommandGroup(
              "Runs",
              List.of(
                  Train.class,
                  Join.class,
                  Sft.class,
                  Status.class,
                  Audit.class,
                  Show.class,
                  Rescore.class,
                  Bench.class,
                  Chaos.class)),
          new CommandGroup(
              "Models",
              List.of(
                  Generate.class,
                  Score.class,
                  Judge.class,
                  MeasurePerplexity.class,
                  MeasureSimilarity.class,
                  Evaluate.class,
                  RandomModel.class,
                  Deltas.class)),
          new CommandGroup("Learning", List.of(GradeResponse.class, Step.class)),
          new CommandGroup("Data", List.of(Data.class, DrawPhantom.class)));

  @Spec private CommandLine.Model.CommandSpec spec;

  private Preceptor() {}

  public static void main(String[] args) {
    System.exit(commandLine().execute(args));
  }

  /** The command with all its commands, help and error handling. */
  static CommandLine commandLine() {
    var commandLine = new CommandLine(new Preceptor());
    COMMANDS.forEach(group -> group.commands().forEach(commandLine::addSubcommand));
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
