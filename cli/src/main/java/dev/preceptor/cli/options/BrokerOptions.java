package dev.preceptor.cli.options;

import dev.preceptor.runlog.ClientConfig;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Where a Kafka broker is and how to log in to it; a mixin of the commands that talk to one. */
public final class BrokerOptions {

  @Option(
      names = "--bootstrap-servers",
      paramLabel = "HOST:PORT",
      description =
          "Kafka broker that has the run's topics, if it is not the run's own (default:"
              + " KAFKA_BOOTSTRAP_SERVERS).")
  private Optional<String> bootstrapServers;

  @Option(
      names = "--kafka-config",
      paramLabel = "FILE",
      description =
          "How to log in to that broker: a Java properties file, as Kafka's own tools take it, or what"
              + " preceptor token prints; - is standard input. Wins over KAFKA_* environment"
              + " variables.")
  private Optional<Path> kafkaConfig;

  private ClientConfig config;

  /** What the user says of the broker; read once, since standard input has it only once. */
  public ClientConfig config() {
    if (config == null) {
      config = ClientConfig.of(bootstrapServers, kafkaConfig, System.getenv());
    }
    return config;
  }
}
