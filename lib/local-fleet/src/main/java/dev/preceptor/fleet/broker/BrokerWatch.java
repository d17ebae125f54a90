package dev.preceptor.fleet.broker;

import dev.preceptor.runlog.BrokerAccess;
import dev.preceptor.runlog.KafkaClients;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.Admin;

/** Polls a broker for whether it answers. */
public final class BrokerWatch implements AutoCloseable {

  private static final Duration BETWEEN = Duration.ofSeconds(1);

  /** A broker that does not answer within this time counts as unreachable. */
  private static final int PATIENCE_MILLIS = 3_000;

  private final Admin admin;
  private final Thread poller = new Thread(this::poll, "broker-watch");
  private volatile long answeredNanos = System.nanoTime();
  private volatile boolean unreachable;
  private volatile boolean closed;

  private BrokerWatch(BrokerAccess broker) {
    admin = KafkaClients.admin(broker, PATIENCE_MILLIS);
    poller.setDaemon(true);
  }

  /** Starts watching a broker that has just answered. */
  public static BrokerWatch of(BrokerAccess broker) {
    var watch = new BrokerWatch(broker);
    watch.poller.start();
    return watch;
  }

  /** Time since the last answer; empty if it answered the last request. */
  public Optional<Duration> silence() {
    return unreachable
        ? Optional.of(Duration.ofNanos(System.nanoTime() - answeredNanos))
        : Optional.empty();
  }

  private void poll() {
    try {
      while (!closed) {
        try {
          admin.describeCluster().clusterId().get();
          answeredNanos = System.nanoTime();
          unreachable = false;
        } catch (ExecutionException e) {
          unreachable = true;
        }
        LockSupport.parkNanos(BETWEEN.toNanos());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      admin.close(Duration.ZERO);
    }
  }

  @Override
  public void close() {
    closed = true;
    poller.interrupt();
  }
}
