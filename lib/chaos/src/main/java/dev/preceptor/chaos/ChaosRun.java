package dev.preceptor.chaos;

import dev.preceptor.broker.LoopbackPorts;
import dev.preceptor.run.Installation;
import dev.preceptor.run.RunFolder;
import dev.preceptor.run.Summary;
import dev.preceptor.runlog.BrokerAccess;
import dev.preceptor.runlog.ClientConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Runs a recipe while injecting the faults of a schedule. */
public final class ChaosRun {

  /** A run without progress for this long, while no fault is active, counts as stuck. */
  private static final Duration PATIENCE = Duration.ofMinutes(10);

  /**
   * A launcher that ends this often without being killed fails for another reason than the faults.
   */
  private static final int MAX_UNEXPECTED_ENDS = 3;

  private static final double NANOS = 1e9;

  private final Installation installation;
  private final RunFolder run;
  private final List<String> begin;
  private final int partitions;
  private final Queue<ScheduledFault> pending;
  private final Consumer<String> say;
  private final FaultInjector injector;
  private final ClientConfig kafka;
  private final int port = LoopbackPorts.free();
  private final long startNanos = System.nanoTime();
  private final List<InjectedFault> injected = new ArrayList<>();
  private final List<Recovery> recoveries = new ArrayList<>();
  private PreceptorProcess launcher;
  private boolean launcherKilled;
  private long launchMillis;
  private boolean brokerUp;
  private int launches;
  private int unexpectedEnds;
  private Moment now = Moment.BEGIN;
  private long reachedNanos;
  private long lastEventNanos;

  /**
   * @param begin command and options that start the run; those for its name and folder are added
   * @param partitions number of partitions of the run's group topics
   * @param kafka names the broker to use, unless the run starts its own
   * @param say receives progress messages
   */
  public ChaosRun(
      Installation installation,
      RunFolder run,
      List<String> begin,
      int partitions,
      FaultSchedule schedule,
      ClientConfig kafka,
      Consumer<String> say) {
    this.installation = installation;
    this.run = run;
    this.begin = List.copyOf(begin);
    this.partitions = partitions;
    this.pending = new ArrayDeque<>(schedule.faults());
    this.kafka = kafka;
    this.say = say;
    injector = new FaultInjector(run, schedule.has(Fault::needsProxy));
  }

  /** Runs to the end, or until the run is stuck or fails. */
  public ChaosOutcome run() {
    var shutdownHook = new Thread(this::abandon, "chaos-shutdown");
    Runtime.getRuntime().addShutdownHook(shutdownHook);
    try (var watch = new LogWatch(this::broker, run.topics(), partitions)) {
      launch();
      Optional<String> trouble = Optional.empty();
      while (trouble.isEmpty() && !isFinished()) {
        checkBrokerUp();
        watch.poll().forEach(this::observe);
        recover();
        inject();
        trouble = relaunchIfEnded().or(this::stuck);
      }
      recoveries.forEach(recovery -> recovery.end(System.currentTimeMillis()));
      if (trouble.isPresent()) {
        launcher.stop();
      }
      return outcome(trouble.orElse(""));
    } finally {
      injector.close();
      Runtime.getRuntime().removeShutdownHook(shutdownHook);
    }
  }

  /** The login of the run's own broker is made with the run. */
  private Optional<BrokerAccess> broker() {
    return kafka
        .access()
        .or(
            () ->
                Files.exists(run.kafkaLogin())
                    ? Optional.of(BrokerAccess.own(run, "127.0.0.1:" + port))
                    : Optional.empty());
  }

  private void abandon() {
    recoveries.forEach(recovery -> recovery.end(System.currentTimeMillis()));
    launcher.handle().destroy();
    injector.close();
  }

  private void launch() {
    List<String> arguments = new ArrayList<>();
    if (Files.exists(run.recipe())) {
      arguments.addAll(List.of("train", "--resume"));
    } else {
      arguments.addAll(begin);
    }
    arguments.addAll(
        List.of("--run", run.name(), "--runs-dir", run.runs().toString(), "--no-console"));
    arguments.addAll(kafka.access().isPresent() ? kafka.asOptions() : List.of("--port", "" + port));
    injector
        .detour()
        .ifPresent(
            way -> arguments.addAll(List.of("--detour", way.proxyPort() + ":" + way.port())));
    launcher = PreceptorProcess.start(installation, log("train"), arguments);
    launcherKilled = false;
    launches++;
    launchMillis = System.currentTimeMillis();
    brokerUp = false;
    lastEventNanos = System.nanoTime();
    if (launches == 1) {
      reachedNanos = lastEventNanos;
    }
  }

  /**
   * The children of a killed launcher live on for a moment; a new broker shows that they have
   * ended.
   */
  private void checkBrokerUp() {
    if (brokerUp) {
      return;
    }
    try {
      long sinceMillis = Files.getLastModifiedTime(run.broker()).toMillis();
      brokerUp = sinceMillis > launchMillis;
      if (brokerUp) {
        recoveries.forEach(recovery -> recovery.launched(sinceMillis));
      }
    } catch (IOException e) {
      return; // not there yet
    }
  }

  private Path log(String command) {
    return run.runs().resolve("%s.%s.log".formatted(run.name(), command));
  }

  /** A run to its end has a summary, also one that had no effect and therefore ends with 1. */
  private boolean isFinished() {
    return !launcher.isAlive()
        && !launcherKilled
        && (launcher.exitCode() == 0 || Files.exists(run.summary()));
  }

  private void observe(ObservedRecord observed) {
    long nanos = System.nanoTime();
    lastEventNanos = nanos;
    if (observed.moment().step() > 0 && !observed.moment().isReachedAt(now)) {
      now = observed.moment();
      reachedNanos = nanos;
    }
    recoveries.removeIf(
        recovery -> {
          boolean ended = recovery.isEndedBy(observed);
          if (ended) {
            double after = recovery.seconds(System.currentTimeMillis());
            injected.set(recovery.index(), injected.get(recovery.index()).withWork(after));
          }
          return ended;
        });
  }

  /** Ends the faults whose duration is over, and notes which targets are ready again. */
  private void recover() {
    long millis = System.currentTimeMillis();
    for (var recovery : recoveries) {
      if (recovery.isDue(millis)) {
        recovery.end(millis);
        say.accept(
            "%s: end of %s"
                .formatted(now, injected.get(recovery.index()).scheduled().description()));
      }
      if (recovery.becomesReady()) {
        injected.set(
            recovery.index(), injected.get(recovery.index()).withReady(recovery.seconds(millis)));
      }
      if (recovery.active()) {
        lastEventNanos = System.nanoTime();
      }
    }
  }

  /** Injects the faults that are due. Waits for a target that is not running. */
  private void inject() {
    while (!pending.isEmpty() && isDue(pending.peek().moment())) {
      var scheduled = pending.peek();
      var found = injector.find(launcher.handle(), scheduled);
      if (found.isEmpty() || launcherKilled) {
        return;
      }
      pending.remove();
      inject(scheduled, found.get());
    }
  }

  private boolean isDue(Moment moment) {
    return moment.isDue(now, TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - reachedNanos));
  }

  private void inject(ScheduledFault scheduled, RunProcesses.Found target) {
    var log =
        scheduled.fault() == Fault.KILL && scheduled.target().isService()
            ? Optional.of(new ReadyLog(run.log(target.name())))
            : Optional.<ReadyLog>empty();
    say.accept("%s: %s, %s".formatted(now, scheduled.description(), target.name()));
    var undo = injector.inject(scheduled, target.handle());
    launcherKilled |= scheduled.target() == FaultTarget.LAUNCHER && scheduled.fault() == Fault.KILL;
    recoveries.add(new Recovery(injected.size(), scheduled, undo, log, System.currentTimeMillis()));
    injected.add(new InjectedFault(scheduled, target.name(), now, seconds()));
    lastEventNanos = System.nanoTime();
  }

  /** Starts the launcher again if it has ended, as its operator would. */
  private Optional<String> relaunchIfEnded() {
    // Not on a full disk: the launcher would only report the missing space.
    if (launcher.isAlive() || isFinished() || injector.isDiskFull()) {
      return Optional.empty();
    }
    int code = launcher.exitCode();
    if (!launcherKilled) {
      say.accept("the launcher ended with exit code %d: %s".formatted(code, launcher.lastLines()));
      if (++unexpectedEnds >= MAX_UNEXPECTED_ENDS) {
        return Optional.of(
            "train ended with exit code %d: %s".formatted(code, launcher.lastLines()));
      }
    }
    launch();
    return Optional.empty();
  }

  private Optional<String> stuck() {
    var idle = Duration.ofNanos(System.nanoTime() - lastEventNanos);
    return idle.compareTo(PATIENCE) < 0
        ? Optional.empty()
        : Optional.of(
            "no progress for %d s after %s; logs are in %s"
                .formatted(idle.toSeconds(), now, run.log("broker").getParent()));
  }

  private ChaosOutcome outcome(String trouble) {
    double seconds = seconds();
    if (!trouble.isEmpty()) {
      return new ChaosOutcome(
          run.name(), Optional.empty(), false, injected, launches, seconds, trouble);
    }
    var sha256 = Summary.read(run.summary()).map(Summary::policySha256).orElse("");
    List<String> arguments =
        new ArrayList<>(List.of("audit", run.name(), "--runs-dir", run.runs().toString()));
    arguments.addAll(kafka.asOptions());
    var audit = PreceptorProcess.start(installation, log("audit"), arguments);
    boolean ok = audit.exitCode() == 0 && audit.result().path("ok").asBoolean();
    var troubles = new ArrayList<String>();
    if (!ok) {
      troubles.add("the audit found: " + audit.result().path("offences"));
    }
    if (unexpectedEnds > 0) {
      troubles.add(
          "train ended by itself %d times, see %s".formatted(unexpectedEnds, log("train")));
    }
    return new ChaosOutcome(
        run.name(),
        Optional.of(sha256),
        ok,
        injected,
        launches,
        seconds,
        String.join("; ", troubles));
  }

  private double seconds() {
    return (System.nanoTime() - startNanos) / NANOS;
  }
}
