package dev.preceptor.fleet.broker;

import dev.preceptor.models.InputException;
import dev.preceptor.run.BrokerAddress;
import dev.preceptor.run.RunFolder;
import dev.preceptor.run.RunLock;
import dev.preceptor.runlog.RunTopics;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The broker that has a run's topics: one that is running already, or the run's own, started for as
 * long as it is needed.
 */
public final class BrokerOfRun implements AutoCloseable {

  private final String bootstrapServers;
  private final boolean own;
  private final Runnable stop;

  private BrokerOfRun(String bootstrapServers, boolean own, Runnable stop) {
    this.bootstrapServers = bootstrapServers;
    this.own = own;
    this.stop = stop;
  }

  /**
   * Finds the broker.
   *
   * @param given the address, if the user has given one
   * @param say receives progress messages
   * @throws InputException if there is no broker with the run's topics
   */
  public static BrokerOfRun find(RunFolder run, Optional<String> given, Consumer<String> say) {
    if (given.isPresent()) {
      RunTopics.requireBroker(given.get());
      requireTopics(run, given.get());
      return new BrokerOfRun(given.get(), false, () -> {});
    }
    var live = liveBroker(run);
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
   * The address of a running broker with the run's topics.
   *
   * @param given the address, if the user has given one
   * @throws InputException if there is none
   */
  public static String requireLive(RunFolder run, Optional<String> given) {
    if (given.isPresent()) {
      RunTopics.requireBroker(given.get());
      requireTopics(run, given.get());
      return given.get();
    }
    return address(run)
        .map(BrokerAddress::bootstrapServers)
        .filter(address -> new RunTopics(address, run.topics()).answerInTime())
        .orElseThrow(
            () ->
                new InputException(
                    "run %s is not running: no broker with its topics answers; start it with preceptor train --run %s --resume, or give its broker with --bootstrap-servers HOST:PORT"
                        .formatted(run.name(), run.name())));
  }

  /** The bootstrap servers for clients. */
  public String bootstrapServers() {
    return bootstrapServers;
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
              broker.bootstrapServers(),
              true,
              () -> {
                broker.close();
                lock.close();
              });
      try {
        requireTopics(run, found.bootstrapServers);
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

  /** The address of a broker that does not answer although its run is running. */
  public static Optional<BrokerAddress> silent(RunFolder run) {
    return RunLock.isHeld(run)
        ? address(run).filter(broker -> !answers(run, broker))
        : Optional.empty();
  }

  private static Optional<String> liveBroker(RunFolder run) {
    return address(run).filter(broker -> answers(run, broker)).map(BrokerAddress::bootstrapServers);
  }

  private static boolean answers(RunFolder run, BrokerAddress broker) {
    return new RunTopics(broker.bootstrapServers(), run.topics()).answer();
  }

  private static Optional<BrokerAddress> address(RunFolder run) {
    try {
      return BrokerAddress.read(run);
    } catch (IOException e) {
      throw InputException.cannotBe("read", run.broker(), e);
    }
  }

  private static void requireTopics(RunFolder run, String bootstrapServers) {
    if (!new RunTopics(bootstrapServers, run.topics()).exist()) {
      throw new InputException(
          "run " + run.name() + " has no topics on the broker at " + bootstrapServers);
    }
  }
}
