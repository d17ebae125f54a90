package dev.preceptor.cli.runs;

import dev.preceptor.cli.options.BrokerOptions;
import dev.preceptor.cli.options.ExitCode;
import dev.preceptor.cli.options.HelpOption;
import dev.preceptor.cli.options.ResultOptions;
import dev.preceptor.models.InputException;
import dev.preceptor.run.RunFolder;
import dev.preceptor.runlog.RunRemains;
import dev.preceptor.runlog.RunTopics;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code preceptor delete}: removes a run from a Kafka cluster. */
@Command(
    name = "delete",
    description = {
      "Removes a run from a Kafka cluster: its topics, consumer groups and transactional ids.",
      "",
      "What the run's log holds is lost: weights, responses, verdicts, history. Checkpoints and run folders"
          + " stay. Refused while a process of the run is running. Without --yes it only lists what it would"
          + " delete. On a cluster with an authorizer it needs the rights of delete; see preceptor acls.",
      ""
    },
    footer = {
      "",
      "@|bold Examples|@",
      "  preceptor delete my-run --bootstrap-servers kafka:9092          list what would be deleted",
      "  preceptor delete my-run --bootstrap-servers kafka:9092 --yes"
    })
public final class Delete implements Callable<Integer> {

  @Parameters(index = "0", paramLabel = "RUN", description = "Name of the run.")
  private String run;

  @Option(names = "--yes", description = "Delete it, instead of listing it.")
  private boolean yes;

  @Mixin private BrokerOptions broker;
  @Mixin private ResultOptions result;
  @Mixin private HelpOption help;

  @Override
  public Integer call() {
    var access = Submit.access(broker.config());
    var topics = new RunFolder(Path.of(RunFolder.DEFAULT_RUNS), run).topics();
    RunTopics.requireBroker(access);
    var remains = RunRemains.find(access, topics);
    if (remains.isEmpty()) {
      throw new InputException(
          "run %s has nothing on the broker at %s".formatted(run, access.bootstrapServers()));
    }
    if (yes) {
      remains.delete(access);
    }
    result.print(remains, text(remains));
    return ExitCode.SUCCESS;
  }

  private String text(RunRemains remains) {
    return "%s\n%s%s%s"
        .formatted(
            yes
                ? "run %s has been deleted:".formatted(run)
                : "run %s has, and --yes would delete:".formatted(run),
            lines("topic", remains.topics()),
            lines("consumer group", remains.groups()),
            lines("transactional id", remains.transactionalIds()))
        .stripTrailing();
  }

  private static String lines(String kind, List<String> names) {
    var text = new StringBuilder();
    names.forEach(name -> text.append("  %-16s %s\n".formatted(kind, name)));
    return text.toString();
  }
}
