package dev.preceptor.testkit;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.HashMap;
import java.util.Map;

/**
 * Gives a service under test a broker and a run to belong to. The test finds them in the service's
 * configuration, {@code kafka.bootstrap.servers} and {@code preceptor.run}.
 */
public abstract class RunResource implements QuarkusTestResourceLifecycleManager {

  /** The run's name. */
  public static final String RUN = "shell";

  private TestBroker broker;

  /** The run's recipe, YAML. */
  protected abstract String recipe();

  /** How many partitions the grouped topics have. */
  protected int partitions() {
    return 2;
  }

  /** Writes what the service finds when it starts. */
  protected void prepare(TestRun run) {}

  /** Further settings of the service. */
  protected Map<String, String> settings() {
    return Map.of();
  }

  @Override
  public Map<String, String> start() {
    broker = TestBroker.start();
    try (TestRun run = TestRun.connect(broker.bootstrapServers(), RUN)) {
      run.create(partitions(), recipe());
      prepare(run);
    }
    Map<String, String> config = new HashMap<>(settings());
    config.put("kafka.bootstrap.servers", broker.bootstrapServers());
    config.put("preceptor.run", RUN);
    return config;
  }

  @Override
  public void stop() {
    if (broker != null) {
      broker.close();
    }
  }
}
