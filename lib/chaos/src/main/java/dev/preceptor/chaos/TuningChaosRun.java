package dev.preceptor.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import dev.preceptor.recipe.Job;
import dev.preceptor.run.Installation;
import dev.preceptor.run.MetricsLog;
import dev.preceptor.run.RunFolder;
import dev.preceptor.run.Summary;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * Runs a recipe of {@code sft} or {@code dpo} while its process is killed and frozen. Such a run is
 * one process without a log; its metrics show how far it is, so a step has one milestone, {@link
 * Milestone#TRAINED}.
 */
public final class TuningChaosRun {

  /** A run without progress for this long counts as stuck. */
  private static final Duration PATIENCE = Duration.ofMinutes(10);

  /** A process that ends this often without being killed fails for another reason. */
  private static final int MAX_UNEXPECTED_ENDS = 3;

  private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
  private static final double NANOS = 1e9;

  private final Installation installation;
  private final RunFolder run;
  private final Job job;
  private final List<String> begin;
  private final Queue<ScheduledFault> pending;
  private final Consumer<String> say;
  private final long startNanos = System.nanoTime();
  private final List<InjectedFault> injected = new ArrayList<>();
  private final List<Recovery> recoveries = new ArrayList<>();
  private final FaultInjector injector;
  private PreceptorProcess process;
  private boolean killed;
  private int launches;
  private int unexpectedEnds;
  private Moment now = Moment.BEGIN;
  private long reachedNanos = startNanos;

  /**
   * @param begin command and options that start the run; those for its name and folder are added
   * @param schedule faults of the launcher: there is no other process
   * @param say receives progress messages
   */
  public TuningChaosRun(
      Installation installation,
      RunFolder run,
      Job job,
      List<String> begin,
      FaultSchedule schedule,
      Consumer<String> say) {
    this.installation = installation;
    this.run = run;
    this.job = job;
    this.begin = List.copyOf(begin);
    this.pending = new ArrayDeque<>(schedule.faults());
    this.say = say;
    injector = new FaultInjector(run, false);
  }

  /** Runs to the end, or until the run is stuck or fails. */
  public ChaosOutcome run() {
    var shutdownHook = new Thread(this::abandon, "chaos-shutdown");
    Runtime.getRuntime().addShutdownHook(shutdownHook);
    try {
      launch();
      Optional<String> trouble = Optional.empty();
      while (trouble.isEmpty() && !isFinished()) {
        observe();
        inject();
        trouble = relaunchIfEnded().or(this::stuck);
        LockSupport.parkNanos(POLL_NANOS);
      }
      abandon();
      return outcome(trouble);
    } finally {
      injector.close();
      Runtime.getRuntime().removeShutdownHook(shutdownHook);
    }
  }

  /** A frozen process would not hear that it is to end. */
  private void abandon() {
    recoveries.forEach(recovery -> recovery.end(System.currentTimeMillis()));
    process.handle().destroy();
  }

  private void launch() {
    List<String> arguments = new ArrayList<>();
    if (Files.exists(run.recipe())) {
      arguments.addAll(List.of(job.command(), "--resume"));
    } else {
      deleteUnbegun();
      arguments.addAll(begin);
    }
    arguments.addAll(List.of("--run", run.name(), "--runs-dir", run.runs().toString()));
    process = PreceptorProcess.start(installation, log(), arguments);
    killed = false;
    launches++;
  }

  /** Killed between the folder and its recipe, which is written aside. */
  private void deleteUnbegun() {
    try {
      Files.deleteIfExists(run.recipe().resolveSibling(run.recipe().getFileName() + ".new"));
      Files.deleteIfExists(run.path());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path log() {
    return run.runs().resolve("%s.%s.log".formatted(run.name(), job.command()));
  }

  private boolean isFinished() {
    return !process.isAlive() && !killed && Files.exists(run.summary());
  }

  private void observe() {
    int step = lastStep();
    long millis = System.currentTimeMillis();
    if (step > now.step()) {
      now = new Moment(step, Milestone.TRAINED, 0);
      reachedNanos = System.nanoTime();
      for (Recovery recovery : recoveries) {
        if (!recovery.active()) {
          int index = recovery.index();
          injected.set(index, injected.get(index).withWork(recovery.seconds(millis)));
        }
      }
      recoveries.removeIf(recovery -> !recovery.active());
    }
    recoveries.stream().filter(each -> each.isDue(millis)).forEach(each -> each.end(millis));
  }

  private int lastStep() {
    try {
      return MetricsLog.lastStep(run.metrics());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Injects the faults that are due. Waits while the process is not running. */
  private void inject() {
    long since = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - reachedNanos);
    while (!pending.isEmpty()
        && !killed
        && process.isAlive()
        && pending.peek().moment().isDue(now, since)) {
      var scheduled = pending.remove();
      say.accept("%s: %s".formatted(now, scheduled.description()));
      var undo = injector.inject(scheduled, process.handle());
      killed = scheduled.fault() == Fault.KILL;
      recoveries.add(
          new Recovery(
              injected.size(), scheduled, undo, Optional.empty(), System.currentTimeMillis()));
      injected.add(new InjectedFault(scheduled, job.command(), now, seconds()));
    }
  }

  /** Starts the process again if it has ended, as its operator would. */
  private Optional<String> relaunchIfEnded() {
    if (process.isAlive() || isFinished()) {
      return Optional.empty();
    }
    int code = process.exitCode();
    if (!killed) {
      String end =
          "%s ended with exit code %d: %s".formatted(job.command(), code, process.lastLines());
      say.accept(end);
      if (++unexpectedEnds >= MAX_UNEXPECTED_ENDS) {
        return Optional.of(end);
      }
    }
    launch();
    return Optional.empty();
  }

  private Optional<String> stuck() {
    var idle = Duration.ofNanos(System.nanoTime() - reachedNanos);
    return idle.compareTo(PATIENCE) < 0
        ? Optional.empty()
        : Optional.of("no progress for %d s after %s".formatted(idle.toSeconds(), now));
  }

  private ChaosOutcome outcome(Optional<String> failed) {
    List<String> troubles = new ArrayList<>(failed.stream().toList());
    List<String> found = failed.isPresent() ? List.of() : audit();
    troubles.addAll(found);
    if (unexpectedEnds > 0) {
      troubles.add("ended by itself %d times, see %s".formatted(unexpectedEnds, log()));
    }
    return new ChaosOutcome(
        run.name(),
        failed.isPresent()
            ? Optional.empty()
            : Summary.read(run.summary()).map(Summary::policySha256),
        failed.isEmpty() && found.isEmpty(),
        injected,
        launches,
        seconds(),
        String.join("; ", troubles));
  }

  /** Every step must be on record once, and every evaluation at most once. */
  private List<String> audit() {
    List<String> found = new ArrayList<>();
    Set<Integer> steps = new HashSet<>();
    Set<Integer> evaluations = new HashSet<>();
    try {
      for (JsonNode line : MetricsLog.read(run.metrics())) {
        boolean isStep = MetricsLog.isStep(line);
        int step = line.path("step").asInt();
        if (!(isStep ? steps : evaluations).add(step)) {
          found.add(
              "%s of step %d is on record twice".formatted(isStep ? "line" : "evaluation", step));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    int last = Summary.read(run.summary()).map(Summary::steps).orElse(0);
    IntStream.rangeClosed(1, last)
        .filter(step -> !steps.contains(step))
        .forEach(step -> found.add("step %d is not on record".formatted(step)));
    return found;
  }

  private double seconds() {
    return (System.nanoTime() - startNanos) / NANOS;
  }
}
