package dev.preceptor.kit;

import io.quarkus.runtime.Quarkus;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntConsumer;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.jboss.logging.Logger;

/**
 * Ends this process when another process has joined its consumer group under the same name.
 * Otherwise the two would keep replacing each other and do all work twice. For the same reason the
 * process must not be restarted. Ends it too when the broker refuses what a channel wants, which a
 * restart would not change.
 *
 * <p>Kafka's client reports this as an exception from a poll. SmallRye's channels log that
 * exception, retry, and do not pass it on, so this class listens to SmallRye's log.
 */
public final class NameWatch extends Handler {

  private static final Logger LOG = Logger.getLogger(NameWatch.class);
  private static final String CHANNELS = "io.smallrye.reactive.messaging.kafka";

  private final String name;
  private final IntConsumer end;
  private final AtomicBoolean ended = new AtomicBoolean();

  NameWatch(String name, IntConsumer end) {
    this.name = name;
    this.end = end;
  }

  /**
   * Starts watching.
   *
   * @param name the name of this process within its consumer group
   */
  public static void over(String name) {
    NameWatch watch = new NameWatch(name, Quarkus::asyncExit);
    java.util.logging.Logger.getLogger(CHANNELS).addHandler(watch);
  }

  @Override
  public void publish(LogRecord record) {
    for (Throwable cause = record.getThrown(); cause != null; cause = cause.getCause()) {
      if (cause instanceof FencedInstanceIdException && ended.compareAndSet(false, true)) {
        LOG.errorf(
            "another process has joined under the name %s, so this one ends; give each process its own PRECEPTOR_INSTANCE",
            name);
        end.accept(WorkThread.REPLACED);
      }
    }
    if (record.getThrown() != null) {
      Refusal.why(record.getThrown(), AclOperation.READ)
          .filter(why -> ended.compareAndSet(false, true))
          .ifPresent(
              why -> {
                LOG.error(why);
                end.accept(WorkThread.BAD_INPUT);
              });
    }
  }

  @Override
  public void flush() {}

  @Override
  public void close() {}
}
