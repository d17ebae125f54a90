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

/** {@code preceptor join}: more workers for a run that is being carried out. */
@Command(
    name = "join",
    description = {
      "Adds workers to a run while it is carried out.",
      "",
      "They take over a share of the run's partitions, and give it back when Ctrl-C stops them or the run"
          + " is over. Rollout workers need nothing but the broker's address: definition, weights,"
          + " prompts and images come through Kafka. A judge needs its model's folder. Who works"
          + " changes nothing of what comes out.",
      ""
    },
    footer = {
      "",
      "@|bold Examples|@",
      "  preceptor join my-run",
      "  preceptor join my-run --workers 2",
      "  preceptor join my-run --service judge --judge semantic_alignment",
      "  preceptor join my-run --bootstrap-servers kafka.example:9092   from another machine",
      "",
      "More workers of a service than the topics have partitions only stand by; see the recipe's partitions."
    })
public final class Join implements Callable<Integer> {

  private static final int MAX_WORKERS = 64;

  /** Whom a run can be given more of. */
  enum Reinforced {
    rollout(Service.ROLLOUT),
    judge(Service.JUDGE);

    private final Service service;

    Reinforced(Service service) {
      this.service = service;
    }
  }

  @Option(
      names = "--service",
      paramLabel = "NAME",
      defaultValue = "rollout",
      description = "Whom to add: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
  private Reinforced service;

  @Option(
      names = "--judge",
      paramLabel = "NAME",
      description = "Which of the recipe's judges, where it has several.")
  private Optional<String> judge;

  @Option(
      names = "--workers",
      paramLabel = "N",
      defaultValue = "1",
      description = "How many (default: ${DEFAULT-VALUE}).")
  private int workers;

  @Mixin private RunOptions run;
  @Mixin private ResultOptions result;
  @Mixin private HelpOption help;

  @Override
  public Integer call() {
    if (workers < 1 || workers > MAX_WORKERS) {
      throw new InputException("--workers %d: use 1 to %d".formatted(workers, MAX_WORKERS));
    }
    if (judge.isPresent() && service != Reinforced.judge) {
      throw new InputException("--judge %s: add --service judge".formatted(judge.get()));
    }
    var installation = Installation.current();
    installation.serviceJar(service.service.label());
    var folder = run.folder();
    var stop = StopSignal.install();
    var plan = plan(folder);
    try (var display = Displays.of(result)) {
      new JoinSession(plan, installation, run.bootstrapServers().isEmpty(), display, stop)
          .carryOut(report -> result.print(report, report.text()));
    }
    return ExitCode.SUCCESS;
  }

  private JoinPlan plan(RunFolder folder) {
    var servers = BrokerOfRun.requireLive(folder, run.bootstrapServers());
    var recipe = new RunTopics(servers, folder.topics()).recipe();
    Optional<String> judging =
        service == Reinforced.judge ? Optional.of(JoinPlan.judge(recipe, judge)) : Optional.empty();
    var names = WorkerNames.of(service.service.label(judging), host(), workers, new SecureRandom());
    return new JoinPlan(folder, recipe, servers, service.service, judging, names);
  }

  private static String host() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "host";
    }
  }
}
