package dev.preceptor.fleet.process;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
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
 * Keeps processes running: one that ends is started again after a while, and one that ends again
 * and again without {@linkplain #progressed progress} in between, or with {@value #BAD_INPUT} or
 * {@value #REPLACED}, is given up. {@link #close()} ends them all.
 *
 * <p>The children learn this process's id, to end when it is gone, and do not feel a Ctrl-C at the
 * terminal, so that they end in the order that their supervisors close.
 */
public final class Supervisor implements AutoCloseable {

  /** Environment variable with this process's id. */
  public static final String PARENT_VARIABLE = "PRECEPTOR_PARENT_PID";

  /** The exit code of a process that would end again however often it is started. */
  public static final int BAD_INPUT = 2;

  /**
   * The exit code of a process that another one, of another supervisor, has replaced: to start it
   * again would replace that one in turn, and so on for ever.
   */
  public static final int REPLACED = 3;

  private static final int LOG_LINES = 12;

  /** Ignored signals stay ignored in the program that takes the shell's place. */
  private static final List<String> WITHOUT_CTRL_C =
      List.of("/bin/sh", "-c", "trap '' INT HUP; exec \"$0\" \"$@\"");

  private final RestartDelay backOff;
  private volatile Duration grace;
  private final Consumer<String> say;
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
   * @param backOff of crashed children
   * @param grace between asking children to end and killing them
   * @param say takes a line whenever a child is started again or killed
   */
  public Supervisor(RestartDelay backOff, Duration grace, Consumer<String> say) {
    this.backOff = backOff;
    this.grace = grace;
    this.say = say;
  }

  /** Starts a process and keeps it running. */
  public synchronized void start(ChildSpec spec) {
    var child = new Child(spec);
    if (children.putIfAbsent(spec.name(), child) != null) {
      throw new IllegalArgumentException(spec.name() + " is already there");
    }
    launch(child);
  }

  /** The first child that was given up, if any. */
  public synchronized Optional<ChildFailure> failure() {
    return failure;
  }

  /**
   * Takes note that what the children are for is getting ahead: crashes before count no more, since
   * it is crashes without any progress between them that nothing will mend.
   */
  public synchronized void progressed() {
    children.values().forEach(child -> child.crashesInARow = 0);
  }

  /** Changes how long children are waited for that have been asked to end. */
  public void setGrace(Duration grace) {
    this.grace = grace;
  }

  /** Whether the child runs at this moment. */
  public synchronized boolean isAlive(String name) {
    return children.get(name).process.isAlive();
  }

  /** Asks all children to end, waits for the grace, kills what is left. */
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
        say.accept(child.spec.name() + " does not end within " + text(grace) + ": killing it");
        child.process.destroyForcibly().onExit().join();
      }
    }
  }

  private void launch(Child child) {
    try {
      Files.createDirectories(child.spec.log().toAbsolutePath().getParent());
      var command = new ArrayList<>(WITHOUT_CTRL_C);
      command.addAll(child.spec.command());
      var builder =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(Redirect.appendTo(child.spec.log().toFile()))
              .redirectInput(Redirect.from(new File("/dev/null")));
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
    var uptime = Duration.ofNanos(System.nanoTime() - child.startNanos);
    child.crashesInARow = backOff.crashesInARow(child.crashesInARow, uptime);
    var wait = isFinal(exitCode) ? Optional.<Duration>empty() : backOff.wait(child.crashesInARow);
    if (wait.isEmpty()) {
      giveUp(child, exitCode, LogTail.of(child.spec.log(), LOG_LINES));
      return;
    }
    say.accept(
        "%s ended with exit code %d; starting it again in %s"
            .formatted(child.spec.name(), exitCode, text(wait.get())));
    watch.schedule(() -> relaunch(child), wait.get().toNanos(), TimeUnit.NANOSECONDS);
  }

  private static boolean isFinal(int exitCode) {
    return exitCode == BAD_INPUT || exitCode == REPLACED;
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

    Child(ChildSpec spec) {
      this.spec = spec;
    }
  }
}
