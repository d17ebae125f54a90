package dev.preceptor.chaos;

import dev.preceptor.broker.LoopbackPorts;
import dev.preceptor.run.Installation;
import dev.preceptor.run.RunFolder;
import dev.preceptor.run.Summary;
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

/** Carries a recipe out while a schedule happens to it. */
public final class ChaosRun {

  /** A run in which nothing moves for so long, with nothing being done to it, is stuck. */
  private static final Duration PATIENCE = Duration.ofMinutes(10);

  /** A launcher that ends by itself this often was not ended by what we did. */
  private static final int MAX_UNEXPECTED_ENDS = 3;

  private static final double NANOS = 1e9;

  private final Installation installation;
  private final RunFolder run;
  private final List<String> begin;
  private final int partitions;
  private final Queue<ScheduledFault> strikes;
  private final Consumer<String> say;
  private final FaultInjector arsenal;
  private final int port = LoopbackPorts.free();
  private final long startNanos = System.nanoTime();
  private final List<InjectedFault> blows = new ArrayList<>();
  private final List<Recovery> recoveries = new ArrayList<>();
  private PreceptorProcess launcher;
  private boolean launcherKilled;
  private long launchMillis;
  private boolean served;
  private int launches;
  private int unexpectedEnds;
  private Moment now = Moment.BEGIN;
  private long reachedNanos;
  private long lastEventNanos;

  /**
   * @param begin command and options that begin the run; names of run and folder are added
   * @param partitions of the run's topics of groups
   * @param say takes lines for people
   */
  public ChaosRun(
      Installation installation,
      RunFolder run,
      List<String> begin,
      int partitions,
      FaultSchedule schedule,
      Consumer<String> say) {
    this.installation = installation;
    this.run = run;
    this.begin = List.copyOf(begin);
    this.partitions = partitions;
    this.strikes = new ArrayDeque<>(schedule.strikes());
    this.say = say;
    arsenal = new FaultInjector(run, schedule.has(Fault::needsProxy));
  }

  /** Carries it out to the end, or as far as it gets. */
  public ChaosOutcome carryOut() {
    var ending = new Thread(this::abandon, "chaos-ends");
    Runtime.getRuntime().addShutdownHook(ending);
    try (var watch = new LogWatch("127.0.0.1:" + port, run.topics(), partitions)) {
      launch();
      Optional<String> trouble = Optional.empty();
      while (trouble.isEmpty() && !isFinished()) {
        seeServed();
        watch.poll().forEach(this::see);
        recover();
        strike();
        trouble = relaunchIfEnded().or(this::stuck);
      }
      recoveries.forEach(recovery -> recovery.end(System.currentTimeMillis()));
      if (trouble.isPresent()) {
        launcher.stop();
      }
      return outcome(trouble.orElse(""));
    } finally {
      arsenal.close();
      Runtime.getRuntime().removeShutdownHook(ending);
    }
  }

  private void abandon() {
    recoveries.forEach(recovery -> recovery.end(System.currentTimeMillis()));
    launcher.handle().destroy();
    arsenal.close();
  }

  private void launch() {
    List<String> arguments = new ArrayList<>();
    if (Files.exists(run.recipe())) {
      arguments.addAll(List.of("train", "--resume"));
    } else {
      arguments.addAll(begin);
    }
    arguments.addAll(
        List.of("--run", run.name(), "--runs-dir", run.runs().toString(), "--port", "" + port));
    arsenal
        .detour()
        .ifPresent(
            way -> arguments.addAll(List.of("--detour", way.proxyPort() + ":" + way.port())));
    launcher = PreceptorProcess.start(installation, log("train"), arguments);
    launcherKilled = false;
    launches++;
    launchMillis = System.currentTimeMillis();
    served = false;
    lastEventNanos = System.nanoTime();
    if (launches == 1) {
      reachedNanos = lastEventNanos;
    }
  }

  /** What a killed launcher leaves works on for a moment; a new broker shows that it has ended. */
  private void seeServed() {
    if (served) {
      return;
    }
    try {
      long sinceMillis = Files.getLastModifiedTime(run.broker()).toMillis();
      served = sinceMillis > launchMillis;
      if (served) {
        recoveries.forEach(recovery -> recovery.launched(sinceMillis));
      }
    } catch (IOException e) {
      return; // not there yet
    }
  }

  private Path log(String command) {
    return run.runs().resolve("%s.%s.log".formatted(run.name(), command));
  }

  private boolean isFinished() {
    return !launcher.isAlive() && !launcherKilled && launcher.exitCode() == 0;
  }

  private void see(ObservedRecord sighting) {
    long nanos = System.nanoTime();
    lastEventNanos = nanos;
    if (sighting.moment().step() > 0 && !sighting.moment().isReachedAt(now)) {
      now = sighting.moment();
      reachedNanos = nanos;
    }
    recoveries.removeIf(
        recovery -> {
          boolean ended = recovery.isEndedBy(sighting);
          if (ended) {
            double after = recovery.seconds(System.currentTimeMillis());
            blows.set(recovery.blow(), blows.get(recovery.blow()).works(after));
          }
          return ended;
        });
  }

  /** Ends what has lasted long enough, and notes who is ready again. */
  private void recover() {
    long millis = System.currentTimeMillis();
    for (var recovery : recoveries) {
      if (recovery.isDue(millis)) {
        recovery.end(millis);
        say.accept("%s: end of %s".formatted(now, blows.get(recovery.blow()).strike().deed()));
      }
      if (recovery.becomesReady()) {
        blows.set(recovery.blow(), blows.get(recovery.blow()).ready(recovery.seconds(millis)));
      }
      if (recovery.lasts()) {
        lastEventNanos = System.nanoTime();
      }
    }
  }

  /** Carries out what is due. A victim that does not run is waited for. */
  private void strike() {
    while (!strikes.isEmpty() && isDue(strikes.peek().moment())) {
      var strike = strikes.peek();
      var found = arsenal.find(launcher.handle(), strike);
      if (found.isEmpty() || launcherKilled) {
        return;
      }
      strikes.remove();
      strike(strike, found.get());
    }
  }

  private boolean isDue(Moment moment) {
    if (!moment.isReachedAt(now)) {
      return false;
    }
    boolean passed = now.step() > moment.step() || now.milestone() != moment.milestone();
    long since = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - reachedNanos);
    return passed || since >= moment.delayMillis();
  }

  private void strike(ScheduledFault strike, RunProcesses.Found victim) {
    var log =
        strike.fault() == Fault.KILL && strike.victim().isService()
            ? Optional.of(new ReadyLog(run.log(victim.name())))
            : Optional.<ReadyLog>empty();
    say.accept("%s: %s, %s".formatted(now, strike.deed(), victim.name()));
    var undo = arsenal.strike(strike, victim.handle());
    launcherKilled |= strike.victim() == FaultTarget.LAUNCHER && strike.fault() == Fault.KILL;
    recoveries.add(new Recovery(blows.size(), strike, undo, log, System.currentTimeMillis()));
    blows.add(new InjectedFault(strike, victim.name(), now, seconds()));
    lastEventNanos = System.nanoTime();
  }

  /** A launcher that was killed is started again by whoever runs it: here, by us. */
  private Optional<String> relaunchIfEnded() {
    // Nobody begins on a full disk: it would only be told what is missing.
    if (launcher.isAlive() || isFinished() || arsenal.isDiskFull()) {
      return Optional.empty();
    }
    int code = launcher.exitCode();
    if (!launcherKilled) {
      say.accept("the launcher has ended with %d: %s".formatted(code, launcher.lastWords()));
      if (++unexpectedEnds >= MAX_UNEXPECTED_ENDS) {
        return Optional.of("train ended with %d: %s".formatted(code, launcher.lastWords()));
      }
    }
    launch();
    return Optional.empty();
  }

  private Optional<String> stuck() {
    var silence = Duration.ofNanos(System.nanoTime() - lastEventNanos);
    return silence.compareTo(PATIENCE) < 0
        ? Optional.empty()
        : Optional.of(
            "nothing has moved for %d s after %s; logs are in %s"
                .formatted(silence.toSeconds(), now, run.log("broker").getParent()));
  }

  private ChaosOutcome outcome(String trouble) {
    double seconds = seconds();
    if (!trouble.isEmpty()) {
      return new ChaosOutcome(
          run.name(), Optional.empty(), false, blows, launches, seconds, trouble);
    }
    var sha256 = Summary.read(run.summary()).map(Summary::policySha256).orElse("");
    var audit =
        PreceptorProcess.start(
            installation,
            log("audit"),
            List.of("audit", run.name(), "--runs-dir", run.runs().toString()));
    boolean ok = audit.exitCode() == 0 && audit.result().path("ok").asBoolean();
    var left = new ArrayList<String>();
    if (!ok) {
      left.add("the audit found: " + audit.result().path("offences"));
    }
    if (unexpectedEnds > 0) {
      left.add("train ended by itself %d times, see %s".formatted(unexpectedEnds, log("train")));
    }
    return new ChaosOutcome(
        run.name(), Optional.of(sha256), ok, blows, launches, seconds, String.join("; ", left));
  }

  private double seconds() {
    return (System.nanoTime() - startNanos) / NANOS;
  }
}
