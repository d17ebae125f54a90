package dev.preceptor.fleet.console;

import dev.preceptor.broker.LoopbackPorts;
import dev.preceptor.fleet.process.ChildFailure;
import dev.preceptor.fleet.process.ChildSpec;
import dev.preceptor.fleet.process.JavaCommand;
import dev.preceptor.fleet.process.RestartDelay;
import dev.preceptor.fleet.process.Supervisor;
import dev.preceptor.models.InputException;
import dev.preceptor.run.Installation;
import dev.preceptor.run.RunFailedException;
import dev.preceptor.run.RunFolder;
import dev.preceptor.runlog.BrokerAccess;
import dev.preceptor.runlog.KafkaVariables;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** The console-service as a child process, kept running until this is closed. */
public final class ConsoleProcess implements AutoCloseable {

  private static final String SERVICE = "console-service";
  private static final int HEAP_MEGABYTES = 160;
  private static final Duration GRACE = Duration.ofSeconds(5);
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(100);
  private static final int OK = 200;

  /** Gets the processor time that others leave, and a little where they leave none. */
  private static final List<String> BEHIND_OTHERS = List.of("nice", "-n", "10");

  private final Supervisor supervisor;
  private final URI url;

  private ConsoleProcess(Supervisor supervisor, URI url) {
    this.supervisor = supervisor;
    this.url = url;
  }

  /**
   * Starts a console. It may not answer yet.
   *
   * @param runs to show, at least one; the folders may be missing if there is a broker
   * @param broker that has all of them; if empty, each has the broker that its folder names
   * @param say receives progress messages
   */
  public static ConsoleProcess start(
      Installation installation,
      List<RunFolder> runs,
      Optional<BrokerAccess> broker,
      ConsoleOptions options,
      Consumer<String> say) {
    int port = options.chosenPort();
    RunFolder first = runs.get(0);
    Map<String, String> environment = new HashMap<>();
    broker.map(BrokerAccess::environment).ifPresent(environment::putAll);
    environment.put(
        "PRECEPTOR_RUN", runs.stream().map(RunFolder::name).collect(Collectors.joining(",")));
    environment.put("PRECEPTOR_RUNS_DIR", first.runs().toString());
    environment.put("QUARKUS_HTTP_HOST", options.host());
    environment.put("QUARKUS_HTTP_PORT", String.valueOf(port));
    environment.put("MALLOC_ARENA_MAX", "2");
    List<String> command = new ArrayList<>(options.background() ? BEHIND_OTHERS : List.of());
    command.addAll(
        JavaCommand.small(HEAP_MEGABYTES)
            .name(SERVICE)
            .option("-XX:MaxDirectMemorySize=64m")
            .jar(installation.serviceJar(SERVICE)));
    var supervisor = new Supervisor(RestartDelay.DEFAULT, GRACE, say);
    supervisor.start(
        new ChildSpec(SERVICE, command, environment, KafkaVariables.PREFIX, log(first)));
    return new ConsoleProcess(
        supervisor, URI.create("http://%s:%d/".formatted(options.host(), port)));
  }

  /** A run of elsewhere has no folder here, and gets none. */
  private static Path log(RunFolder run) {
    if (run.exists()) {
      return run.log(SERVICE);
    }
    try {
      return Files.createTempDirectory(SERVICE).resolve(SERVICE + ".log");
    } catch (IOException e) {
      throw new RunFailedException("no folder can be made for the console's log", e);
    }
  }

  /** Where the page is. */
  public URI url() {
    return url;
  }

  /**
   * Waits until it answers.
   *
   * @param stopped whether nobody waits any more
   * @return whether it answers; not if {@code stopped}
   * @throws RunFailedException if it does not start
   */
  public boolean awaitAnswer(BooleanSupplier stopped) {
    var client = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(1)).build();
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!stopped.getAsBoolean()) {
      requireAlive();
      if (answers(client)) {
        return true;
      }
      if (System.nanoTime() > deadline) {
        throw new RunFailedException(
            "the console does not answer at %s within %d s".formatted(url, PATIENCE.toSeconds()));
      }
      LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
    }
    return false;
  }

  /**
   * Waits for its end.
   *
   * @throws RunFailedException if it ends by itself for good
   */
  public void awaitEnd(BooleanSupplier stopped) {
    while (!stopped.getAsBoolean()) {
      requireAlive();
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(200));
    }
  }

  /** Whether it accepts connections now. */
  boolean isOpen() {
    return LoopbackPorts.isOpen(url.getPort());
  }

  /** Why it has ended for good, if it has. */
  Optional<ChildFailure> failure() {
    return supervisor.failure();
  }

  private void requireAlive() {
    failure()
        .ifPresent(
            failure -> {
              throw failure.exitCode() == Supervisor.BAD_INPUT
                  ? new InputException(failure.reason())
                  : new RunFailedException(failure.reason());
            });
  }

  private boolean answers(HttpClient client) {
    try {
      var request = HttpRequest.newBuilder(url).timeout(Duration.ofSeconds(2)).build();
      return client.send(request, BodyHandlers.discarding()).statusCode() == OK;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  @Override
  public void close() {
    supervisor.close();
  }
}
