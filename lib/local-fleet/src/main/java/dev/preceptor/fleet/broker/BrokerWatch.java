package dev.preceptor.fleet.broker;

import dev.preceptor.runlog.KafkaSettings;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.Admin;

/** Asks a broker again and again whether it is there. */
public final class BrokerWatch implements AutoCloseable {

  private static final Duration BETWEEN = Duration.ofSeconds(1);

  /** A broker that does not answer within this time is taken to be away. */
  private static final int PATIENCE_MILLIS = 3_000;

  private final Admin admin;
  private final Thread asking = new Thread(this::ask, "broker-watch");
  private volatile long answeredNanos = System.nanoTime();
  private volatile boolean away;
  private volatile boolean closed;

  private BrokerWatch(String bootstrapServers) {
    admin = Admin.create(KafkaSettings.admin(bootstrapServers, PATIENCE_MILLIS));
    asking.setDaemon(true);
  }

  /** Watches a broker that has just answered. */
  public static BrokerWatch of(String bootstrapServers) {
    var watch = new BrokerWatch(bootstrapServers);
    watch.asking.start();
    return watch;
  }

  /** How long the broker has not answered; empty where it answered when it was asked last. */
  public Optional<Duration> silence() {
    return away
        ? Optional.of(Duration.ofNanos(System.nanoTime() - answeredNanos))
        : Optional.empty();
  }

  private void ask() {
    try {
      while (!closed) {
        try {
          admin.describeCluster().clusterId().get();
          answeredNanos = System.nanoTime();
          away = false;
        } catch (ExecutionException e) {
          away = true;
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
    asking.interrupt();
  }
}
