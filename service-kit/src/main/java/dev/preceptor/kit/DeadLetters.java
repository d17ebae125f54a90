package dev.preceptor.kit;

import jakarta.inject.Singleton;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Where records go that cannot be read. */
@Singleton
public class DeadLetters {

  /** Sends the record as it came, with the reason, and returns once the broker has it. */
  public void send(ConsumerRecord<String, byte[]> unreadable, String reason) {
    throw new UnsupportedOperationException();
  }

  /** How many this process has sent. */
  public long count() {
    throw new UnsupportedOperationException();
  }
}
