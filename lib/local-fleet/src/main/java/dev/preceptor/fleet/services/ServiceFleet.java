package dev.preceptor.fleet.services;

import dev.preceptor.fleet.process.ChildSpec;
import dev.preceptor.fleet.process.JavaCommand;
import dev.preceptor.recipe.JudgeKeys;
import dev.preceptor.recipe.Recipe;
import dev.preceptor.run.Installation;
import dev.preceptor.run.RunFolder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The service processes of a run on this machine. Each is what also runs in a container: the same
 * jar, told by environment variables which run it works for.
 *
 * @param installation where the services' jars are
 * @param run that they work for
 * @param recipe of the run
 * @param modelBytes size of the policy's weights
 * @param bootstrapServers of the broker
 */
public record ServiceFleet(
    Installation installation,
    RunFolder run,
    Recipe recipe,
    long modelBytes,
    String bootstrapServers) {

  /** Weights come in through the heap and are then copied out of it: room for a few copies. */
  private static final double WEIGHT_COPIES = 2.5;

  private static final int MEGABYTE = 1 << 20;

  /** The processes that a step needs, in the order in which they are started. */
  public List<ChildSpec> forSteps() {
    return children(service -> service.isNeededForSteps(recipe));
  }

  /** All others: the first step comes sooner when they leave it the processor. */
  public List<ChildSpec> besideSteps() {
    return children(service -> !service.isNeededForSteps(recipe));
  }

  private List<ChildSpec> children(Predicate<Service> wanted) {
    List<ChildSpec> children = new ArrayList<>();
    for (var service : Service.values()) {
      if (!wanted.test(service)) {
        continue;
      }
      if (service == Service.JUDGE && !judges().isEmpty()) {
        judges().forEach(judge -> add(children, service, Optional.of(judge)));
      } else {
        add(children, service, Optional.empty());
      }
    }
    return children;
  }

  /** A judge has workers of its own. */
  private void add(List<ChildSpec> children, Service service, Optional<String> judge) {
    int workers = service.workers(recipe);
    var label = service.label(judge);
    for (int worker = 1; worker <= workers; worker++) {
      children.add(child(service, workers == 1 ? label : label + "-" + worker, judge));
    }
  }

  /**
   * A process of a service under a name of its own, beside those that the recipe asks for.
   *
   * @param judge which of the recipe's judges it is, where it is one
   */
  public ChildSpec child(Service service, String name, Optional<String> judge) {
    var environment = environment(service, name);
    judge.ifPresent(which -> environment.put("PRECEPTOR_JUDGE", which));
    return new ChildSpec(name, command(service, name), environment, run.log(name));
  }

  private List<String> judges() {
    return recipe.scoring().judges().stream().map(JudgeKeys::name).toList();
  }

  private List<String> command(Service service, String name) {
    var jar = installation.serviceJar(service.label());
    var crash = "-XX:ErrorFile=" + run.log(name + "-crash-%p");
    if (!service.holdsWeights(recipe)) {
      return JavaCommand.small(service.heapMegabytes()).name(name).option(crash).jar(jar);
    }
    long weights = (long) Math.ceil(WEIGHT_COPIES * modelBytes / MEGABYTE);
    int heap = (int) Math.min(service.heapMegabytes() + weights, Integer.MAX_VALUE);
    return JavaCommand.heap(heap)
        .name(name)
        .option(crash)
        .option("-XX:MaxDirectMemorySize=" + heap + "m")
        .option("-Dai.djl.pytorch.num_interop_threads=1")
        .option("-Dai.djl.pytorch.num_threads=" + service.threads(recipe))
        .jar(jar);
  }

  private Map<String, String> environment(Service service, String name) {
    Map<String, String> environment = new HashMap<>();
    environment.put("KAFKA_BOOTSTRAP_SERVERS", bootstrapServers);
    environment.put("PRECEPTOR_RUN", run.name());
    environment.put("PRECEPTOR_RUN_DIR", run.path().toString());
    environment.put("PRECEPTOR_INSTANCE", name);
    environment.put("PRECEPTOR_WORKER", name);
    environment.put("PRECEPTOR_STATE_DIR", run.path().resolve("streams").toString());
    environment.put("OMP_NUM_THREADS", String.valueOf(service.threads(recipe)));
    // The cores are shared by several processes, so threads that wait must not spin for long; not
    // at all, and decoding takes twice as long, because each product then wakes a sleeping thread.
    environment.put("OMP_WAIT_POLICY", "PASSIVE");
    environment.put("GOMP_SPINCOUNT", "5000");
    // glibc keeps freed memory in an arena for every thread; two are enough.
    environment.put("MALLOC_ARENA_MAX", "2");
    return environment;
  }
}
