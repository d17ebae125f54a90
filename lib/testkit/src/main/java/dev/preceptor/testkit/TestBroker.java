package dev.preceptor.testkit;

import dev.preceptor.broker.EmbeddedBroker;
import java.nio.file.Files;
import java.nio.file.Path;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.kafka.KafkaContainer;

/** A broker for tests: in a container if a container engine is available, otherwise in this JVM. */
public final class TestBroker implements AutoCloseable {

  private static final String IMAGE = "apache/kafka:4.1.1";

  private final String bootstrapServers;
  private final AutoCloseable broker;

  private TestBroker(String bootstrapServers, AutoCloseable broker) {
    this.bootstrapServers = bootstrapServers;
    this.broker = broker;
  }

  /** Starts a broker. */
  public static TestBroker start() {
    if (engineAnswers()) {
      KafkaContainer container = new KafkaContainer(IMAGE);
      container.withEnv("KAFKA_MESSAGE_MAX_BYTES", Integer.toString(17 << 20));
      container.withEnv("KAFKA_AUTO_CREATE_TOPICS_ENABLE", "false");
      container.start();
      return new TestBroker(container.getBootstrapServers(), container);
    }
    EmbeddedBroker embedded = EmbeddedBroker.inTemporaryFolder();
    return new TestBroker(embedded.bootstrapServers(), embedded);
  }

  /**
   * Checks for a socket first, because Testcontainers takes seconds to find that there is no
   * engine.
   */
  private static boolean engineAnswers() {
    return (System.getenv("DOCKER_HOST") != null || Files.exists(Path.of("/var/run/docker.sock")))
        && DockerClientFactory.instance().isDockerAvailable();
  }

  /** The address that clients connect to, {@code host:port}. */
  public String bootstrapServers() {
    return bootstrapServers;
  }

  @Override
  public void close() {
    try {
      broker.close();
    } catch (Exception e) {
      throw new IllegalStateException("the broker did not stop", e);
    }
  }
}
