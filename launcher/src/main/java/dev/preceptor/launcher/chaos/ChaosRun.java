package dev.preceptor.launcher.chaos;

import dev.preceptor.broker.LoopbackPorts;
import dev.preceptor.launcher.Installation;
import dev.preceptor.launcher.run.RunFolder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Carries a recipe out while a schedule happens to it. */
final class ChaosRun {

  /** A run in which nothing moves for so long, with nothing being done to it, is stuck. */
  private static final Duration PATIENCE = Duration.ofSeconds(240);

  /** A launcher that ends by itself this often was not ended by what we did. */
  private static final int MAX_UNEXPECTED_ENDS = 3;

  private static final double NANOS = 1e9;

  private final Installation installation;
  private final RunFolder run;
  private final List<String> begin;
  private final int partitions;
  private final Queue<Strike> strikes;
  private final Consumer<String> say;
  private final int port = LoopbackPorts.free();
  private final long startNanos = System.nanoTime();
  private final List<Blow> blows = new ArrayList<>();
  private final List<Waiting> waiting = new ArrayList<>();
  private PreceptorProcess launcher;
  private boolean launcherKilled;
  private int launches;
  private int unexpectedEnds;
  private Moment now = Moment.BEGIN;
  private long reachedNanos;
  private long lastEventNanos;

  /** A blow whose victim has not been seen at work again; a frozen one is thawed first. */
  private static final class Waiting {
    final int blow;
    final Strike strike;
    final ProcessHandle process;
    final long thawNanos;
    boolean frozen;

    /** From when recovery is counted. */
    long sinceMillis;

    /** Work of an earlier time does not show that it has recovered. */
    long workAfterMillis;

    Waiting(int blow, Strike strike, ProcessHandle process, long struckNanos) {
      this.blow = blow;
      this.strike = strike;
      this.process = process;
      this.frozen = strike.fault() == Fault.FREEZE;
      this.thawNanos = struckNanos + TimeUnit.MILLISECONDS.toNanos(strike.frozenMillis());
      this.sinceMillis = System.currentTimeMillis();
      // What a killed launcher leaves works on for a moment: only a new launch makes work count.
      this.workAfterMillis =
          strike.victim() == Victim.LAUNCHER && !frozen ? Long.MAX_VALUE : sinceMillis;
    }

    boolean isEndedBy(Sighting sighting) {
      var victim = strike.victim();
      boolean ofItsKind =
          victim == Victim.BROKER || victim == Victim.LAUNCHER || victim == sighting.writer();
      return !frozen && ofItsKind && sighting.sentMillis() > workAfterMillis;
    }
  }

  /**
   * @param begin command and options that begin the run; names of run and folder are added
   * @param partitions of the run's topics of groups
   * @param say takes lines for people
   */
  ChaosRun(
      Installation installation,
      RunFolder run,
      List<String> begin,
      int partitions,
      Schedule schedule,
      Consumer<String> say) {
    this.installation = installation;
    this.run = run;
    this.begin = List.copyOf(begin);
    this.partitions = partitions;
    this.strikes = new ArrayDeque<>(schedule.strikes());
    this.say = say;
  }

  /** Carries it out to the end, or as far as it gets. */
  ChaosOutcome carryOut() {
    var ending = new Thread(this::abandon, "chaos-ends");
    Runtime.getRuntime().addShutdownHook(ending);
    try (var watch = new LogWatch("127.0.0.1:" + port, run.topics(), partitions)) {
      launch();
      Optional<String> trouble = Optional.empty();
      while (trouble.isEmpty() && !isFinished()) {
        watch.poll().forEach(this::see);
        thaw();
        strike();
        trouble = relaunchIfEnded().or(this::stuck);
      }
      thawAll();
      if (trouble.isPresent()) {
        launcher.stop();
      }
      return outcome(trouble.orElse(""));
    } finally {
      Runtime.getRuntime().removeShutdownHook(ending);
    }
  }

  private void abandon() {
    thawAll();
    launcher.handle().destroy();
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
    launcher = PreceptorProcess.start(installation, log("train"), arguments);
    launcherKilled = false;
    launches++;
    waiting.stream()
        .filter(blow -> blow.strike.victim() == Victim.LAUNCHER && !blow.frozen)
        .forEach(blow -> blow.workAfterMillis = System.currentTimeMillis());
    lastEventNanos = System.nanoTime();
    if (launches == 1) {
      reachedNanos = lastEventNanos;
    }
  }

  private Path log(String command) {
    return run.runs().resolve("%s.%s.log".formatted(run.name(), command));
  }

  private boolean isFinished() {
    return !launcher.isAlive() && !launcherKilled && launcher.exitCode() == 0;
  }

  private void see(Sighting sighting) {
    long nanos = System.nanoTime();
    lastEventNanos = nanos;
    if (sighting.moment().step() > 0 && !sighting.moment().isReachedAt(now)) {
      now = sighting.moment();
      reachedNanos = nanos;
    }
    waiting.removeIf(
        blow -> {
          boolean ended = blow.isEndedBy(sighting);
          if (ended) {
            double after = (System.currentTimeMillis() - blow.sinceMillis) / 1000.0;
            blows.set(blow.blow, blows.get(blow.blow).recovered(after));
          }
          return ended;
        });
  }

  /** Carries out what is due. A victim that does not run is waited for. */
  private void strike() {
    while (!strikes.isEmpty() && isDue(strikes.peek().moment())) {
      var strike = strikes.peek();
      var found = RunProcesses.find(launcher.handle(), strike.victim(), strike.which());
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

  private void strike(Strike strike, RunProcesses.Found victim) {
    var process = victim.handle();
    if (strike.fault() == Fault.KILL) {
      process.destroyForcibly();
      launcherKilled |= strike.victim() == Victim.LAUNCHER;
    } else {
      RunProcesses.signal(process, "STOP");
    }
    say.accept("%s: %s %s".formatted(now, strike.deed(), victim.name()));
    waiting.add(new Waiting(blows.size(), strike, process, System.nanoTime()));
    blows.add(new Blow(strike, victim.name(), now, seconds(), OptionalDouble.empty()));
    lastEventNanos = System.nanoTime();
  }

  private void thaw() {
    for (var blow : waiting) {
      if (blow.frozen && System.nanoTime() >= blow.thawNanos) {
        thaw(blow);
      }
    }
  }

  private void thaw(Waiting blow) {
    RunProcesses.signal(blow.process, "CONT");
    blow.frozen = false;
    blow.sinceMillis = System.currentTimeMillis();
    blow.workAfterMillis = blow.sinceMillis;
    lastEventNanos = System.nanoTime();
  }

  private void thawAll() {
    waiting.stream().filter(blow -> blow.frozen).forEach(this::thaw);
  }

  /** A launcher that was killed is started again by whoever runs it: here, by us. */
  private Optional<String> relaunchIfEnded() {
    if (launcher.isAlive() || isFinished()) {
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
    var sha256 = launcher.result().path("policy_sha256").asText();
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
