package dev.preceptor.cli.runs;

import dev.preceptor.cli.options.BrokerOptions;
import dev.preceptor.cli.options.ExitCode;
import dev.preceptor.cli.options.HelpOption;
import dev.preceptor.cli.options.RecipeOptions;
import dev.preceptor.cli.options.ResultOptions;
import dev.preceptor.cli.options.RunsOption;
import dev.preceptor.cli.terminal.Displays;
import dev.preceptor.fleet.broker.BrokerPorts;
import dev.preceptor.fleet.broker.RemoteAddress;
import dev.preceptor.fleet.services.Service;
import dev.preceptor.fleet.train.Preflight;
import dev.preceptor.fleet.train.SummaryText;
import dev.preceptor.fleet.train.TrainOptions;
import dev.preceptor.fleet.train.TrainingSession;
import dev.preceptor.models.InputException;
import dev.preceptor.run.Installation;
import dev.preceptor.run.RunLock;
import dev.preceptor.run.Summary;
import dev.preceptor.run.progress.Display;
import dev.preceptor.run.progress.StopSignal;
import dev.preceptor.runlog.ClientConfig;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code preceptor train}: trains a policy by reinforcement learning. */
@Command(
    name = "train",
    description = {
      "Fine-tunes a policy by reinforcement learning.",
      "",
      "Starts a Kafka broker and the five services on this machine and shows their progress, also in"
          + " a browser: after the first step it prints the address of the console. The run's"
          + " folder, runs/NAME, holds recipe.yaml, metrics.jsonl (a line for each step and each"
          + " evaluation), summary.json, checkpoints/, logs/ and kafka/.",
      ""
    },
    footer = {
      "",
      "@|bold Examples|@",
      "  preceptor train",
      "  preceptor train recipes/paper/grpo.yaml --set model=Qwen2-VL-2B-Instruct",
      "  preceptor train my.yaml --run my-run --steps 10 --set beta=0",
      "  preceptor train --run my-run --resume",
      "  preceptor train --run my-run --resume --steps 200",
      "  preceptor train --listen gpu1.example:9094      and let other machines join",
      "  preceptor train --kafka-config cluster.properties   on a Kafka cluster",
      "",
      "Ctrl-C stops a run; --resume continues it and ends with the same weights."
    })
public final class Train implements Callable<Integer> {

  @Parameters(
      arity = "0..1",
      paramLabel = "RECIPE",
      description =
          "The recipe, as YAML (default: recipes/quickstart.yaml; with --resume, the run's recipe).")
  private Optional<Path> recipe;

  @Option(names = "--resume", description = "Resume the run named by --run.")
  private boolean resume;

  @Option(
      names = "--port",
      paramLabel = "PORT",
      description = "Port of the run's broker (default: a free one).")
  private Optional<Integer> port;

  @Option(
      names = "--detour",
      paramLabel = "PROXY_PORT:PORT",
      description = {
        "Connect the services to the broker through your own proxy, which listens on PROXY_PORT"
            + " and forwards to PORT. For tests of network faults, such as those of preceptor"
            + " chaos."
      })
  private Optional<String> detour;

  @Option(
      names = "--no-console",
      description = "Do not start the console, which shows the run in a browser of this machine.")
  private boolean noConsole;

  @Mixin private RecipeOptions changes;

  @Option(
      names = "--listen",
      paramLabel = "HOST:PORT",
      description =
          "Let workers on other machines join at this address, encrypted; HOST is this machine's name"
              + " or address as they know it. See preceptor token.")
  private Optional<String> listen;

  @Option(
      names = "--service-kafka-config",
      paramLabel = "SERVICE=FILE",
      description =
          "How a service (rollout, judge, reward, learner, eval) logs in to that broker, if not as"
              + " this command does. May be repeated; see preceptor acls.")
  private Map<String, Path> serviceLogins = new LinkedHashMap<>();

  @Mixin private BrokerOptions broker;
  @Mixin private RunsOption runs;
  @Mixin private ResultOptions result;
  @Mixin private HelpOption help;

  @Override
  public Integer call() {
    var installation = Installation.current();
    var stop = StopSignal.install();
    Summary summary;
    try (var display = Displays.of(result)) {
      display.underway("checking the model and the data…");
      summary = resume ? resume(installation, display, stop) : begin(installation, display, stop);
    }
    result.print(summary, SummaryText.of(summary, runs.folder(summary.run())));
    summary.requireEffect();
    return ExitCode.SUCCESS;
  }

  private Summary begin(Installation installation, Display display, StopSignal stop) {
    var options = options(recipe.orElse(installation.quickstart()));
    var folder = runs.folder(changes.nameFor(options.recipe()));
    var plan = new Preflight(options, installation, display::underway).begin(folder);
    return new TrainingSession(plan, options, installation, display, stop).begin();
  }

  private Summary resume(Installation installation, Display display, StopSignal stop) {
    var folder =
        runs.existing(
            changes
                .run()
                .orElseThrow(
                    () -> new InputException("--resume: name the run to resume with --run NAME")));
    return RunLock.holding(
        folder,
        () -> {
          var options = options(recipe.orElse(folder.recipe()));
          var plan = new Preflight(options, installation, display::underway).resume(folder);
          return new TrainingSession(plan, options, installation, display, stop).resume();
        });
  }

  private static void requireOwnBroker(String option, Optional<?> value, ClientConfig kafka) {
    if (value.isPresent() && kafka.bootstrapServers().isPresent()) {
      throw new InputException(
          "%s %s and %s: %s applies only to a broker that the run starts; give one of them"
              .formatted(option, value.get(), kafka, option));
    }
  }

  private TrainOptions options(Path file) {
    var kafka = broker.config();
    if (kafka.file().isPresent() && kafka.bootstrapServers().isEmpty()) {
      throw new InputException(
          "--kafka-config %s: names no broker; add bootstrap.servers to it, or --bootstrap-servers HOST:PORT"
              .formatted(kafka.file().get()));
    }
    requireOwnBroker("--port", port, kafka);
    requireOwnBroker("--detour", detour, kafka);
    requireOwnBroker("--listen", listen, kafka);
    return new TrainOptions(
        file,
        changes.overrides(),
        new BrokerPorts(
            port.map(OptionalInt::of).orElse(OptionalInt.empty()),
            detour.map(BrokerPorts::detour),
            listen.map(RemoteAddress::parse)),
        kafka,
        serviceLogins(kafka),
        !noConsole);
  }

  private Map<Service, ClientConfig> serviceLogins(ClientConfig kafka) {
    Map<Service, ClientConfig> logins = new EnumMap<>(Service.class);
    serviceLogins.forEach(
        (name, file) -> {
          if (kafka.bootstrapServers().isEmpty()) {
            throw new InputException(
                "--service-kafka-config %s=%s: the run's own broker needs none; add --bootstrap-servers for another"
                    .formatted(name, file));
          }
          logins.put(service(name), ClientConfig.of(Optional.empty(), Optional.of(file), Map.of()));
        });
    return logins;
  }

  private static Service service(String name) {
    return Stream.of(Service.values())
        .filter(service -> service.role().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new InputException(
                    "--service-kafka-config %s: no such service; use rollout, judge, reward, learner or eval"
                        .formatted(name)));
  }
}
