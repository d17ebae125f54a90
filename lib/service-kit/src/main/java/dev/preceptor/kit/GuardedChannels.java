package dev.preceptor.kit;

import dev.preceptor.runlog.FetchGate;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import org.apache.kafka.clients.consumer.Consumer;

/** Puts a {@link FetchGate} before the consumer of every channel, before it reads anything. */
@Singleton
class GuardedChannels {

  void made(@Observes Consumer<?, ?> consumer) {
    FetchGate.before(consumer);
  }
}
