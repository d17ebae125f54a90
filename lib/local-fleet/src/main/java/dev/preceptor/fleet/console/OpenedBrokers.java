package dev.preceptor.fleet.console;

import dev.preceptor.fleet.broker.BrokerOfRun;
import dev.preceptor.models.InputException;
import dev.preceptor.run.BrokerAddress;
import dev.preceptor.run.RunFolder;
import dev.preceptor.runlog.BrokerAccess;
import dev.preceptor.runlog.ClientConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The brokers of several runs, for as long as they are shown: one that all share, or each run's
 * own, started where it is not running. While it runs, the run's folder says where it is, so that
 * other commands find it too.
 */
public final class OpenedBrokers implements AutoCloseable {

  private final Optional<BrokerAccess> shared;
  private final Deque<Runnable> closing = new ArrayDeque<>();

  private OpenedBrokers(Optional<BrokerAccess> shared) {
    this.shared = shared;
  }

  /**
   * Finds or starts them.
   *
   * @param given what the user says of a broker; it then has all of the runs
   * @throws InputException if a run has no broker, or is used by another process
   */
  public static OpenedBrokers of(List<RunFolder> runs, ClientConfig given, Consumer<String> say) {
    var opened = new OpenedBrokers(given.access());
    try {
      for (RunFolder run : runs) {
        opened.open(run, given, say);
      }
      return opened;
    } catch (RuntimeException e) {
      opened.close();
      throw e;
    }
  }

  private void open(RunFolder run, ClientConfig given, Consumer<String> say) {
    BrokerOfRun broker = BrokerOfRun.find(run, given, say);
    closing.push(broker::close);
    if (broker.isOwn()) {
      try {
        new BrokerAddress(broker.access().bootstrapServers(), true).write(run);
        closing.push(() -> forget(run));
      } catch (IOException e) {
        throw InputException.cannotBe("written", run.broker(), e);
      }
    }
  }

  private static void forget(RunFolder run) {
    try {
      Files.deleteIfExists(run.broker());
    } catch (IOException e) {
      throw InputException.cannotBe("deleted", run.broker(), e);
    }
  }

  /** The one that has all runs, if the user has named it. */
  public Optional<BrokerAccess> shared() {
    return shared;
  }

  @Override
  public void close() {
    while (!closing.isEmpty()) {
      closing.pop().run();
    }
  }
}
