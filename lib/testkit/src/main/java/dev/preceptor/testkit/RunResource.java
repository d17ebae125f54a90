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
 * Gives a service under test a broker and a run to belong to. The test finds them in the service's
 * configuration, {@code kafka.bootstrap.servers} and {@code preceptor.run}.
 */
public abstract class RunResource implements QuarkusTestResourceLifecycleManager {

  /** The run's name. */
  public static final String RUN = "shell";

  private TestBroker broker;
  private Path folder;

  /**
   * The run's recipe, YAML.
   *
   * @param runFolder an empty folder that is deleted in the end
   */
  protected abstract String recipe(Path runFolder);

  /** How many partitions the grouped topics have. */
  protected int partitions() {
    return 2;
  }

  /** Writes what the service finds when it starts. */
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
        // Any free one: several builds on one machine test at a time.
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
