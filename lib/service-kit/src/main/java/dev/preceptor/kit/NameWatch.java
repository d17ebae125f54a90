package dev.preceptor.kit;

import io.quarkus.runtime.Quarkus;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.jboss.logging.Logger;

/**
 * Ends this process when another one has joined its consumer group under its name. Otherwise the
 * two would take each other's place again and again, and do everything twice. For the same reason
 * it must not be started again.
 *
 * <p>Kafka's client throws it from a poll, which a channel of SmallRye logs and tries again; it
 * tells the service in no other way, so the log is what this listens to.
 */
public final class NameWatch extends Handler {

  private static final Logger LOG = Logger.getLogger(NameWatch.class);
  private static final String CHANNELS = "io.smallrye.reactive.messaging.kafka";

  private final String name;
  private final Runnable end;
  private final AtomicBoolean ended = new AtomicBoolean();

  NameWatch(String name, Runnable end) {
    this.name = name;
    this.end = end;
  }

  /**
   * Watches from now on.
   *
   * @param name of this process within its group
   */
  public static void over(String name) {
    NameWatch watch = new NameWatch(name, () -> Quarkus.asyncExit(WorkThread.REPLACED));
    java.util.logging.Logger.getLogger(CHANNELS).addHandler(watch);
  }

  @Override
  public void publish(LogRecord record) {
    for (Throwable cause = record.getThrown(); cause != null; cause = cause.getCause()) {
      if (cause instanceof FencedInstanceIdException && ended.compareAndSet(false, true)) {
        LOG.errorf(
            "another process has taken this one's place under the name %s; give each a"
                + " PRECEPTOR_INSTANCE of its own",
            name);
        end.run();
      }
    }
  }

  @Override
  public void flush() {}

  @Override
  public void close() {}
}
