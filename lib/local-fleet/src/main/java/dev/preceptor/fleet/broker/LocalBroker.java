package dev.preceptor.fleet.broker;

import dev.preceptor.broker.BrokerMain;
import dev.preceptor.broker.BrokerSettings;
import dev.preceptor.broker.LoopbackPorts;
import dev.preceptor.fleet.process.ChildFailure;
import dev.preceptor.fleet.process.ChildSpec;
import dev.preceptor.fleet.process.JavaCommand;
import dev.preceptor.fleet.process.RestartDelay;
import dev.preceptor.fleet.process.Supervisor;
import dev.preceptor.models.InputException;
import dev.preceptor.run.RunFailedException;
import dev.preceptor.run.RunFolder;
import dev.preceptor.runlog.BrokerAccess;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * A run's own broker: a child process on {@code runs/NAME/kafka} that is kept running until {@link
 * #close()}.
 */
public final class LocalBroker implements AutoCloseable {

  private static final String NAME = "broker";
  private static final Duration START_LIMIT = Duration.ofSeconds(60);
  private static final Duration GRACE = Duration.ofSeconds(15);
  private static final Duration CHECK = Duration.ofMillis(50);

  private final BrokerSettings settings;
  private final BrokerAccess access;
  private final ChildSpec process;
  private final Consumer<String> say;
  private Supervisor supervisor;
  private boolean held;

  private LocalBroker(
      BrokerSettings settings, BrokerAccess access, ChildSpec process, Consumer<String> say) {
    this.settings = settings;
    this.access = access;
    this.process = process;
    this.say = say;
    supervisor = supervisor();
  }

  private Supervisor supervisor() {
    return new Supervisor(RestartDelay.DEFAULT, GRACE, say);
  }

  /**
   * Starts the broker and waits until it serves clients.
   *
   * @param ports ports to listen on
   * @param say receives progress messages
   * @throws InputException if a port is in use
   * @throws RunFailedException if the broker does not come up
   */
  public static LocalBroker start(RunFolder run, BrokerPorts ports, Consumer<String> say) {
    // If the launcher was killed, its broker still has the port until it ends.
    awaitUnlocked(run, say);
    ports.requireFree();
    var secrets = RunSecrets.of(run);
    var free = BrokerSettings.onFreePorts(run.kafka());
    var settings =
        new BrokerSettings(
            free.data(),
            ports.port().orElse(free.port()),
            free.controllerPort(),
            ports.detour(),
            Optional.of(secrets.users()),
            ports.remote().map(remote -> remote.listener(secrets.certificate(remote.host()))));
    var access = BrokerAccess.own(run, settings.bootstrapServers());
    var broker = new LocalBroker(settings, access, spec(settings, secrets, run), say);
    try {
      broker.supervisor.start(broker.process);
      broker.awaitOpen();
      return broker;
    } catch (RuntimeException e) {
      broker.close();
      throw e;
    }
  }

  static void requireFree(String option, int port) {
    if (port < 1 || port > 65535) {
      throw new InputException(option + " " + port + " is out of range; use 1 to 65535");
    }
    if (!LoopbackPorts.isFree(port)) {
      throw new InputException(
          "%s %d is in use; choose another port, or omit the option for a free one"
              .formatted(option, port));
    }
  }

  /** How clients reach it. */
  public BrokerAccess access() {
    return access;
  }

  /** Records progress of the run; see {@link Supervisor#progressed}. */
  public void progressed() {
    supervisor.progressed();
  }

  /** Shuts the broker down and keeps it down until {@link #release()}. */
  public void hold() {
    held = true;
    supervisor.close();
  }

  /** Starts a held broker again, even if it had failed; does not wait until it serves clients. */
  public void release() {
    if (held) {
      held = false;
      supervisor = supervisor();
      supervisor.start(process);
    }
  }

  /** The failure of the broker, if it is no longer restarted. */
  public Optional<ChildFailure> failure() {
    return supervisor.failure();
  }

  @Override
  public void close() {
    supervisor.close();
  }

  private static ChildSpec spec(BrokerSettings settings, RunSecrets secrets, RunFolder run) {
    var command =
        JavaCommand.small(256)
            .name(NAME)
            .option("-Dorg.slf4j.simpleLogger.defaultLogLevel=warn")
            .option("-Dorg.slf4j.simpleLogger.showDateTime=true")
            .option("-Dorg.slf4j.simpleLogger.dateTimeFormat=yyyy-MM-dd'T'HH:mm:ss.SSS")
            .mainClass(
                BrokerMain.class.getName(),
                BrokerMain.arguments(settings, Optional.of(secrets.file())));
    return new ChildSpec(NAME, command, Map.of(), run.log(NAME));
  }

  private void awaitOpen() {
    boolean open =
        await(START_LIMIT, () -> LoopbackPorts.isOpen(settings.port()) || failure().isPresent());
    if (failure().isPresent() || !open) {
      var reason =
          failure()
              .map(failure -> failure.summary() + lines(failure.lastLines()))
              .orElse(
                  "the broker does not accept connections after " + START_LIMIT.toSeconds() + " s");
      throw new RunFailedException(reason);
    }
  }

  /** A broker that has lost its parent takes a moment to end; two cannot share a log. */
  private static void awaitUnlocked(RunFolder run, Consumer<String> say) {
    var lock = run.kafka().resolve(".lock");
    if (!Files.exists(lock) || isUnlocked(lock)) {
      return;
    }
    say.accept("waiting for the run's previous broker to end…");
    if (!await(START_LIMIT, () -> isUnlocked(lock))) {
      throw new InputException(
          run.kafka()
              + " is in use by another broker; stop the process that holds the lock on "
              + lock);
    }
  }

  private static boolean isUnlocked(java.nio.file.Path lock) {
    try (var channel = FileChannel.open(lock, StandardOpenOption.WRITE);
        var held = channel.tryLock()) {
      return held != null;
    } catch (IOException e) {
      throw InputException.cannotBe("locked", lock, e);
    }
  }

  private static boolean await(Duration limit, BooleanSupplier condition) {
    long deadline = System.nanoTime() + limit.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        return false;
      }
      LockSupport.parkNanos(CHECK.toNanos());
    }
    return true;
  }

  private static String lines(List<String> lines) {
    return lines.isEmpty() ? "" : "\n  " + String.join("\n  ", lines);
  }
}
