package dev.preceptor.cli.runs;

import dev.preceptor.cli.options.ExitCode;
import dev.preceptor.cli.options.HelpOption;
import dev.preceptor.cli.options.ResultOptions;
import dev.preceptor.cli.options.RunOptions;
import dev.preceptor.cli.terminal.Displays;
import dev.preceptor.fleet.broker.BrokerOfRun;
import dev.preceptor.fleet.join.JoinPlan;
import dev.preceptor.fleet.join.JoinSession;
import dev.preceptor.fleet.join.WorkerNames;
import dev.preceptor.fleet.services.Service;
import dev.preceptor.models.InputException;
import dev.preceptor.run.Installation;
import dev.preceptor.run.RunFolder;
import dev.preceptor.run.progress.StopSignal;
import dev.preceptor.runlog.RunTopics;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code preceptor join}: adds workers to a running run. */
@Command(
    name = "join",
    description = {
      "Adds workers to a run while it is running.",
      "",
      "The workers take over some of the run's partitions, and give them back when Ctrl-C stops them or"
          + " the run ends. Rollout workers need nothing but the broker's address and a login: the run's"
          + " definition, weights, prompts and images come through Kafka. Judge workers need the judge's model folder."
          + " The result of the run does not depend on the workers.",
      ""
    },
    footer = {
      "",
      "@|bold Examples|@",
      "  preceptor join my-run",
      "  preceptor join my-run --workers 2",
      "  preceptor join my-run --service judge --judge semantic_alignment",
      "  preceptor join my-run --kafka-config worker.token     from another machine; see preceptor token",
      "  preceptor join my-run --bootstrap-servers kafka.example:9092   a run on a Kafka cluster",
      "",
      "Workers beyond the number of partitions stay idle (recipe key partitions)."
    })
public final class Join implements Callable<Integer> {

  private static final int MAX_WORKERS = 64;

  /** The services that can get more workers. */
  enum Joinable {
    rollout(Service.ROLLOUT),
    judge(Service.JUDGE);

    private final Service service;

    Joinable(Service service) {
      this.service = service;
    }

    Service service() {
      return service;
    }
  }

  @Option(
      names = "--service",
      paramLabel = "NAME",
      defaultValue = "rollout",
      description = "Service of the workers: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
  private Joinable service;

  @Option(
      names = "--judge",
      paramLabel = "NAME",
      description = "Name of the judge, if the recipe has several.")
  private Optional<String> judge;

  @Option(
      names = "--workers",
      paramLabel = "N",
      defaultValue = "1",
      description = "Number of workers (default: ${DEFAULT-VALUE}).")
  private int workers;

  @Mixin private RunOptions run;
  @Mixin private ResultOptions result;
  @Mixin private HelpOption help;

  @Override
  public Integer call() {
    if (workers < 1 || workers > MAX_WORKERS) {
      throw new InputException(
          "--workers %d is out of range; use 1 to %d".formatted(workers, MAX_WORKERS));
    }
    if (judge.isPresent() && service != Joinable.judge) {
      throw new InputException(
          "--judge %s applies only to judge workers; add --service judge".formatted(judge.get()));
    }
    var installation = Installation.current();
    installation.serviceJar(service.service.label());
    var folder = run.folder();
    var stop = StopSignal.install();
    var plan = plan(folder);
    try (var display = Displays.of(result)) {
      new JoinSession(plan, installation, run.kafka().bootstrapServers().isEmpty(), display, stop)
          .run(report -> result.print(report, report.text()));
    }
    return ExitCode.SUCCESS;
  }

  private JoinPlan plan(RunFolder folder) {
    var broker = BrokerOfRun.requireLive(folder, run.kafka());
    var recipe = new RunTopics(broker, folder.topics()).recipe();
    Optional<String> joinedJudge =
        service == Joinable.judge ? Optional.of(JoinPlan.judge(recipe, judge)) : Optional.empty();
    var names =
        WorkerNames.of(service.service.label(joinedJudge), host(), workers, new SecureRandom());
    return new JoinPlan(folder, recipe, broker, service.service, joinedJudge, names);
  }

  private static String host() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "host";
    }
  }
}
