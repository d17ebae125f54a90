package dev.preceptor.kit;

import dev.preceptor.broker.EmbeddedBroker;
import dev.preceptor.schemas.TopicSpec;
import dev.preceptor.schemas.Topics;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Starts a broker with a run's topics and definition. */
public final class KafkaBroker implements QuarkusTestResourceLifecycleManager {
  private static final Topics TOPICS = new Topics("kit");

  private EmbeddedBroker broker;

  @Override
  public Map<String, String> start() {
    broker = EmbeddedBroker.inTemporaryFolder();
    Map<String, Object> client = Map.of("bootstrap.servers", broker.bootstrapServers());
    try (Admin admin = Admin.create(client);
        KafkaProducer<String, byte[]> producer =
            new KafkaProducer<>(client, new StringSerializer(), new ByteArraySerializer())) {
      admin.createTopics(TOPICS.specs(2).stream().map(TopicSpec::newTopic).toList()).all().get();
      producer
          .send(
              new ProducerRecord<>(
                  TOPICS.definition(), TOPICS.run(), Definitions.withSeed(TOPICS.run(), 5)))
          .get();
    } catch (InterruptedException | ExecutionException e) {
      throw new IllegalStateException(e);
    }
    return Map.of(
        "kafka.bootstrap.servers", broker.bootstrapServers(), "preceptor.run", TOPICS.run());
  }

  @Override
  public void stop() {
    broker.close();
  }
}
