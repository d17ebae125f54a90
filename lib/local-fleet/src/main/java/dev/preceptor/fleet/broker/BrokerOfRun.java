package dev.preceptor.fleet.broker;

import dev.preceptor.models.InputException;
import dev.preceptor.run.BrokerAddress;
import dev.preceptor.run.RunFolder;
import dev.preceptor.run.RunLock;
import dev.preceptor.run.SilentBroker;
import dev.preceptor.runlog.BrokerAccess;
import dev.preceptor.runlog.ClientConfig;
import dev.preceptor.runlog.RunTopics;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * The broker that has a run's topics: one that is running already, or the run's own, started for as
 * long as it is needed.
 */
public final class BrokerOfRun implements AutoCloseable {

  private final BrokerAccess access;
  private final boolean own;
  private final Runnable stop;

  private BrokerOfRun(BrokerAccess access, boolean own, Runnable stop) {
    this.access = access;
    this.own = own;
    this.stop = stop;
  }

  /**
   * Finds the broker.
   *
   * @param given what the user says of it
   * @param say receives progress messages
   * @throws InputException if there is no broker with the run's topics
   */
  public static BrokerOfRun find(RunFolder run, ClientConfig given, Consumer<String> say) {
    var foreign = foreign(run, given);
    if (foreign.isPresent()) {
      requireTopics(run, foreign.get());
      return new BrokerOfRun(foreign.get(), false, () -> {});
    }
    var live =
        own(run).filter(broker -> isOurs(() -> new RunTopics(broker, run.topics()).answer()));
    if (live.isPresent()) {
      return new BrokerOfRun(live.get(), false, () -> {});
    }
    if (!Files.exists(run.kafka())) {
      throw new InputException(
          "run "
              + run.name()
              + " has no log: "
              + run.kafka()
              + " does not exist; give its broker with"
              + " --bootstrap-servers HOST:PORT");
    }
    return startOwn(run, say);
  }

  /**
   * A running broker with the run's topics.
   *
   * @param given what the user says of it
   * @throws InputException if there is none
   */
  public static BrokerAccess requireLive(RunFolder run, ClientConfig given) {
    var foreign = foreign(run, given);
    if (foreign.isPresent()) {
      requireTopics(run, foreign.get());
      return foreign.get();
    }
    return own(run)
        .filter(broker -> isOurs(() -> new RunTopics(broker, run.topics()).answer()))
        .orElseThrow(
            () ->
                new InputException(
                    "run %s is not running: no broker with its topics answers; start it with preceptor train --run %s --resume, or give its broker with --bootstrap-servers HOST:PORT"
                        .formatted(run.name(), run.name())));
  }

  /** How clients reach it. */
  public BrokerAccess access() {
    return access;
  }

  /** Whether it was started here, so that no other process can write to the run. */
  public boolean isOwn() {
    return own;
  }

  @Override
  public void close() {
    stop.run();
  }

  private static BrokerOfRun startOwn(RunFolder run, Consumer<String> say) {
    var lock = RunLock.take(run);
    try {
      say.accept("starting the run's broker…");
      var broker = LocalBroker.start(run, BrokerPorts.free(), say);
      var found =
          new BrokerOfRun(
              broker.access(),
              true,
              () -> {
                broker.close();
                lock.close();
              });
      try {
        requireTopics(run, found.access);
        return found;
      } catch (RuntimeException e) {
        broker.close();
        throw e;
      }
    } catch (RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  /**
   * The broker of a run that is running, if it does not answer.
   *
   * @param given what the user says of it
   * @param patience how long a broker that listens may take
   */
  public static Optional<SilentBroker> silent(
      RunFolder run, ClientConfig given, Duration patience) {
    return RunLock.isHeld(run)
        ? address(run)
            .flatMap(
                broker ->
                    silence(run, broker, given, patience).map(why -> new SilentBroker(broker, why)))
        : Optional.empty();
  }

  private static Optional<String> silence(
      RunFolder run, BrokerAddress broker, ClientConfig given, Duration patience) {
    try {
      return new RunTopics(access(run, broker, given), run.topics()).silence(patience);
    } catch (InputException e) {
      if (broker.embedded()) {
        return Optional.of("is gone: another broker is there");
      }
      throw e;
    }
  }

  /** A broker that does not know the run's password has the port of one that is gone. */
  private static boolean isOurs(BooleanSupplier answers) {
    try {
      return answers.getAsBoolean();
    } catch (InputException e) {
      return false;
    }
  }

  /** A broker that is not the run's own: the one that the user names, or the run's folder does. */
  private static Optional<BrokerAccess> foreign(RunFolder run, ClientConfig given) {
    return given
        .access()
        .or(
            () ->
                address(run)
                    .filter(broker -> !broker.embedded())
                    .map(broker -> access(run, broker, given)));
  }

  private static Optional<BrokerAccess> own(RunFolder run) {
    return address(run)
        .filter(BrokerAddress::embedded)
        .map(broker -> access(run, broker, ClientConfig.none()));
  }

  private static BrokerAccess access(RunFolder run, BrokerAddress broker, ClientConfig given) {
    return broker.embedded()
        ? BrokerAccess.own(run, broker.bootstrapServers())
        : given.at(broker.bootstrapServers());
  }

  private static Optional<BrokerAddress> address(RunFolder run) {
    try {
      return BrokerAddress.read(run);
    } catch (IOException e) {
      throw InputException.cannotBe("read", run.broker(), e);
    }
  }

  private static void requireTopics(RunFolder run, BrokerAccess broker) {
    RunTopics.requireBroker(broker);
    if (!new RunTopics(broker, run.topics()).exist()) {
      throw new InputException(
          "run " + run.name() + " has no topics on the broker at " + broker.bootstrapServers());
    }
  }
}
