package dev.preceptor.broker;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;

/**
 * A broker inside this JVM; runs until {@link #close()}. Its log stays in {@link
 * BrokerSettings#data()}, so a later broker on the same folder continues it.
 */
public final class EmbeddedBroker implements AutoCloseable {

  private final BrokerSettings settings;
  private final KafkaRaftServer server;
  private final Runnable afterClose;

  private EmbeddedBroker(BrokerSettings settings, KafkaRaftServer server, Runnable afterClose) {
    this.settings = settings;
    this.server = server;
    this.afterClose = afterClose;
  }

  /** Starts a broker and waits until it serves clients; formats the folder if it is new. */
  public static EmbeddedBroker start(BrokerSettings settings) {
    return start(settings, Map.of());
  }

  /**
   * The same with other settings of Kafka's, for a broker that is to be like one of another's.
   *
   * @param more by Kafka's names; they win
   */
  public static EmbeddedBroker start(BrokerSettings settings, Map<String, String> more) {
    return start(settings, more, () -> {});
  }

  /** Starts a broker for tests, on free ports; its log is deleted when it is closed. */
  public static EmbeddedBroker inTemporaryFolder() {
    try {
      var folder = Files.createTempDirectory("preceptor-broker");
      return start(BrokerSettings.onFreePorts(folder), Map.of(), () -> delete(folder));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static EmbeddedBroker start(
      BrokerSettings settings, Map<String, String> more, Runnable afterClose) {
    format(settings);
    var properties = settings.properties();
    properties.putAll(more);
    var server = new KafkaRaftServer(new KafkaConfig(properties, false), Time.SYSTEM);
    server.startup();
    return new EmbeddedBroker(settings, server, afterClose);
  }

  private static void format(BrokerSettings settings) {
    // This file is written last, so after a process was killed while formatting, the folder is
    // formatted again.
    if (Files.exists(settings.data().resolve("meta.properties"))) {
      return;
    }
    var formatter =
        new Formatter()
            .setPrintStream(new PrintStream(OutputStream.nullOutputStream()))
            .setNodeId(BrokerSettings.NODE_ID)
            .setClusterId(Uuid.randomUuid().toString())
            .setControllerListenerName(BrokerSettings.CONTROLLER_LISTENER)
            .addDirectory(settings.data().toString())
            .setMetadataLogDirectory(settings.data().toString())
            .setIgnoreFormatted(true);
    try {
      Files.createDirectories(settings.data());
      formatter.run();
    } catch (Exception e) {
      throw new IllegalStateException(
          settings.data() + ": the folder could not be formatted for a broker: " + e.getMessage(),
          e);
    }
  }

  /** The address that clients connect to, {@code host:port}. */
  public String bootstrapServers() {
    return settings.bootstrapServers();
  }

  /** Waits until the broker has stopped, because of {@link #close()} or an error. */
  public void awaitStop() {
    server.awaitShutdown();
  }

  @Override
  public void close() {
    server.shutdown();
    server.awaitShutdown();
    afterClose.run();
  }

  private static void delete(Path folder) {
    try (var files = Files.walk(folder)) {
      for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(folder + " cannot be deleted", e);
    }
  }
}
