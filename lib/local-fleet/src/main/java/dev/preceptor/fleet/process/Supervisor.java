package dev.preceptor.fleet.process;

import dev.preceptor.models.files.PrivateFiles;
import dev.preceptor.run.sentinel.SentinelStopException;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Keeps processes running: restarts one that ends after a delay. Gives up on one that keeps ending
 * without {@linkplain #progressed progress} in between, or that exits with {@value #BAD_INPUT},
 * {@value #REPLACED} or {@value #NOT_FINITE}, and leaves one alone that exits with {@value #ENDED}.
 * {@link #close()} ends them all.
 *
 * <p>The children get this process's id, so that they end when it is gone. They ignore a Ctrl-C at
 * the terminal, so that they end in the order in which their supervisors close. Their logs are
 * bounded, see {@link LogRotation}, and like all that they create readable only for their user.
 */
public final class Supervisor implements AutoCloseable {

  /** Environment variable with this process's id. */
  public static final String PARENT_VARIABLE = "PRECEPTOR_PARENT_PID";

  /** The exit code of a process that would fail again on every start. */
  public static final int BAD_INPUT = 2;

  /**
   * The exit code of a process that was replaced by one of another supervisor: restarting it would
   * replace that one in turn, endlessly.
   */
  public static final int REPLACED = 3;

  /** The exit code of a process that computed NaN or infinity, and would compute it again. */
  public static final int NOT_FINITE = 4;

  /**
   * The exit code of a process whose work has ended before the run's last step: it is not started
   * again, and is no failure.
   */
  public static final int ENDED = SentinelStopException.EXIT_CODE;

  private static final int LOG_LINES = 12;

  /**
   * Signals ignored by the shell stay ignored in the program that it executes, and what it creates
   * is for its user alone.
   */
  private static final List<String> SHELL =
      List.of("/bin/sh", "-c", "umask 077; trap '' INT HUP; exec \"$0\" \"$@\"");

  private static final Duration BETWEEN_ROTATIONS = Duration.ofSeconds(1);

  private final RestartDelay backOff;
  private volatile Duration grace;
  private final Consumer<String> say;
  private final LogRotation rotation;
  private final Map<String, Child> children = new LinkedHashMap<>();
  private final ScheduledExecutorService watch =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            var thread = new Thread(task, "supervisor");
            thread.setDaemon(true);
            return thread;
          });
  private Optional<ChildFailure> failure = Optional.empty();
  private boolean closed;

  /**
   * @param backOff back-off for crashed children
   * @param grace time between SIGTERM and SIGKILL
   * @param say receives a message whenever a child is restarted or killed
   */
  public Supervisor(RestartDelay backOff, Duration grace, Consumer<String> say) {
    this(backOff, grace, say, LogRotation.DEFAULT);
  }

  Supervisor(RestartDelay backOff, Duration grace, Consumer<String> say, LogRotation rotation) {
    this.backOff = backOff;
    this.grace = grace;
    this.say = say;
    this.rotation = rotation;
    watch.scheduleWithFixedDelay(
        this::rotateLogs,
        BETWEEN_ROTATIONS.toNanos(),
        BETWEEN_ROTATIONS.toNanos(),
        TimeUnit.NANOSECONDS);
  }

  private void rotateLogs() {
    List<Path> logs = new ArrayList<>();
    synchronized (this) {
      children.values().forEach(child -> logs.add(child.spec.log()));
    }
    logs.forEach(rotation::rotate);
  }

  /** Starts a process and keeps it running. */
  public synchronized void start(ChildSpec spec) {
    var child = new Child(spec);
    if (children.putIfAbsent(spec.name(), child) != null) {
      throw new IllegalArgumentException(spec.name() + " already exists");
    }
    launch(child);
  }

  /** The first child that was given up, if any. */
  public synchronized Optional<ChildFailure> failure() {
    return failure;
  }

  /**
   * Records progress of the run, which resets the crash counts: only crashes without any progress
   * in between show a permanent failure.
   */
  public synchronized void progressed() {
    children.values().forEach(child -> child.crashesInARow = 0);
  }

  /** Sets the time between SIGTERM and SIGKILL. */
  public void setGrace(Duration grace) {
    this.grace = grace;
  }

  /** Whether the child is running. */
  public synchronized boolean isAlive(String name) {
    return children.get(name).process.isAlive();
  }

  /** Whether the child has ended with {@link #ENDED}. */
  public synchronized boolean hasEnded(String name) {
    return children.get(name).ended;
  }

  /** Sends SIGTERM to all children, waits for the grace period, and kills the rest. */
  @Override
  public void close() {
    List<Child> left = new ArrayList<>();
    synchronized (this) {
      closed = true;
      left.addAll(children.values());
    }
    watch.shutdownNow();
    left.forEach(child -> child.process.destroy());
    long deadline = System.nanoTime() + grace.toNanos();
    for (var child : left) {
      if (!ends(child.process, deadline - System.nanoTime())) {
        say.accept(child.spec.name() + " did not end within " + text(grace) + ": killing it");
        child.process.destroyForcibly().onExit().join();
      }
    }
  }

  private void launch(Child child) {
    try {
      PrivateFiles.folder(child.spec.log().toAbsolutePath().getParent());
      PrivateFiles.file(child.spec.log());
      var command = new ArrayList<>(SHELL);
      command.addAll(child.spec.command());
      var builder =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(Redirect.appendTo(child.spec.log().toFile()))
              .redirectInput(Redirect.from(new File("/dev/null")));
      builder.environment().keySet().removeIf(child.spec::replaces);
      builder.environment().putAll(JavaCommand.environment());
      builder.environment().putAll(child.spec.environment());
      builder.environment().put(PARENT_VARIABLE, String.valueOf(ProcessHandle.current().pid()));
      child.process = builder.start();
      child.startNanos = System.nanoTime();
    } catch (IOException e) {
      throw new UncheckedIOException(child.spec.name() + " cannot be started", e);
    }
    child.process.onExit().thenAccept(process -> ended(child, process.exitValue()));
  }

  private synchronized void ended(Child child, int exitCode) {
    if (closed) {
      return;
    }
    rotation.dropCrashReports(child.spec.log());
    if (exitCode == ENDED) {
      child.ended = true;
      return;
    }
    var uptime = Duration.ofNanos(System.nanoTime() - child.startNanos);
    child.crashesInARow = backOff.crashesInARow(child.crashesInARow, uptime);
    var wait = isFinal(exitCode) ? Optional.<Duration>empty() : backOff.wait(child.crashesInARow);
    if (wait.isEmpty()) {
      giveUp(child, exitCode, LogTail.of(child.spec.log(), LOG_LINES));
      return;
    }
    say.accept(
        "%s ended with exit code %d; restarting it in %s"
            .formatted(child.spec.name(), exitCode, text(wait.get())));
    watch.schedule(() -> relaunch(child), wait.get().toNanos(), TimeUnit.NANOSECONDS);
  }

  private static boolean isFinal(int exitCode) {
    return exitCode == BAD_INPUT || exitCode == REPLACED || exitCode == NOT_FINITE;
  }

  private synchronized void relaunch(Child child) {
    if (closed) {
      return;
    }
    try {
      launch(child);
    } catch (UncheckedIOException e) {
      giveUp(child, child.process.exitValue(), List.of(e.getCause().toString()));
    }
  }

  private void giveUp(Child child, int exitCode, List<String> lastLines) {
    var last =
        new ChildFailure(
            child.spec.name(), exitCode, child.crashesInARow, child.spec.log(), lastLines);
    failure = failure.or(() -> Optional.of(last));
  }

  private static boolean ends(Process process, long nanos) {
    try {
      return process.waitFor(Math.max(nanos, 0), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static String text(Duration duration) {
    return "%.1f s".formatted(duration.toMillis() / 1000.0);
  }

  private static final class Child {
    final ChildSpec spec;
    Process process;
    long startNanos;
    int crashesInARow;
    boolean ended;

    Child(ChildSpec spec) {
      this.spec = spec;
    }
  }
}
