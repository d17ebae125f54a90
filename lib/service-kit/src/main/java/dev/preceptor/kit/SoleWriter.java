package dev.preceptor.kit;

import dev.preceptor.schemas.Topics;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.ProducerFencedException;

/**
 * Writes transactions of which only one process of a run may write: the last to start, which has
 * the transactional id. An earlier one is fenced off by Kafka.
 */
public final class SoleWriter {

  private final String process;
  private final String kind;
  private final Topics topics;

  /**
   * A writer.
   *
   * @param process what the process is called in its log
   * @param kind what its successor is, such as {@code a learner}
   */
  public SoleWriter(String process, String kind, Topics topics) {
    this.process = process;
    this.kind = kind;
    this.topics = topics;
  }

  /** Writes all of it or nothing. */
  public static <K, V> void inTransaction(Producer<K, V> producer, Consumer<Producer<K, V>> write) {
    producer.beginTransaction();
    try {
      write.accept(producer);
      producer.commitTransaction();
    } catch (RuntimeException e) {
      abort(producer, e);
      throw e;
    }
  }

  private static void abort(Producer<?, ?> producer, RuntimeException cause) {
    try {
      producer.abortTransaction();
    } catch (KafkaException e) {
      cause.addSuppressed(e); // fenced, or already aborted; the next writer ends the transaction
    }
  }

  /**
   * Runs what writes.
   *
   * @throws ReplacedException if a later process has fenced off this one
   */
  public void run(Runnable writing) {
    try {
      writing.run();
    } catch (RuntimeException e) {
      if (isFenced(e)) {
        throw new ReplacedException(
            "%s (process %d) of run %s ends: %s that was started later has taken its place; only the last to start may write"
                .formatted(process, ProcessHandle.current().pid(), topics.run(), kind),
            e);
      }
      throw e;
    }
  }

  /**
   * A partition only reports that the producer's epoch is old, which may have other causes.
   * Aborting asks the coordinator, which knows whether there is a later producer: that is the
   * suppressed one.
   */
  private static boolean isFenced(Throwable e) {
    return e instanceof ProducerFencedException
        || (e.getCause() != null && isFenced(e.getCause()))
        || Stream.of(e.getSuppressed()).anyMatch(SoleWriter::isFenced);
  }
}
