package dev.preceptor.testkit;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Starts a broker with a run for a service under test. A test finds them in the service's
 * configuration as {@code kafka.bootstrap.servers} and {@code preceptor.run}.
 */
public abstract class RunResource implements QuarkusTestResourceLifecycleManager {

  /** The run's name. */
  public static final String RUN = "shell";

  private TestBroker broker;
  private Path folder;

  /**
   * The run's recipe, YAML.
   *
   * @param runFolder an empty folder that is deleted after the tests
   */
  protected abstract String recipe(Path runFolder);

  /** Number of partitions of the topics keyed by step-slot. */
  protected int partitions() {
    return 2;
  }

  /** Writes the records that are there when the service starts. */
  protected void prepare(TestRun run) {}

  @Override
  public Map<String, String> start() {
    broker = TestBroker.start();
    folder = temporaryFolder();
    try (TestRun run = TestRun.connect(broker.bootstrapServers(), RUN)) {
      run.create(partitions(), recipe(folder));
      prepare(run);
    }
    return Map.of(
        "kafka.bootstrap.servers",
        broker.bootstrapServers(),
        "preceptor.run",
        RUN,
        "preceptor.run-dir",
        folder.toString(),
        // Any free port, so that several builds can run tests on one machine.
        "quarkus.http.test-port",
        "0");
  }

  private static Path temporaryFolder() {
    try {
      return Files.createTempDirectory("preceptor-shell");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void stop() {
    if (broker != null) {
      broker.close();
    }
    if (folder != null) {
      delete(folder);
    }
  }

  private static void delete(Path folder) {
    try (Stream<Path> inside = Files.walk(folder)) {
      for (Path path : inside.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
