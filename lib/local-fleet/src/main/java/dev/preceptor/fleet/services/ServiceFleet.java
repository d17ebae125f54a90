package dev.preceptor.fleet.services;

import dev.preceptor.fleet.process.ChildSpec;
import dev.preceptor.fleet.process.JavaCommand;
import dev.preceptor.models.files.LibraryFolder;
import dev.preceptor.recipe.JudgeKeys;
import dev.preceptor.recipe.Recipe;
import dev.preceptor.run.Installation;
import dev.preceptor.run.RunFolder;
import dev.preceptor.runlog.BrokerAccess;
import dev.preceptor.runlog.KafkaVariables;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The service processes of a run on this machine. Each runs the same jar as in a container, with
 * the run given by environment variables.
 *
 * @param installation installation with the services' jars
 * @param run folder of the run
 * @param recipe recipe of the run
 * @param modelBytes size of the policy's weights
 * @param broker the run's broker
 * @param own how services log in that have a login of their own
 */
public record ServiceFleet(
    Installation installation,
    RunFolder run,
    Recipe recipe,
    long modelBytes,
    BrokerAccess broker,
    Map<Service, BrokerAccess> own) {

  /** Weights are received on the heap and then copied off it: heap for a few copies. */
  private static final double WEIGHT_COPIES = 2.5;

  private static final int MEGABYTE = 1 << 20;

  public ServiceFleet {
    own = Map.copyOf(own);
  }

  /** Services that all log in alike. */
  public ServiceFleet(
      Installation installation,
      RunFolder run,
      Recipe recipe,
      long modelBytes,
      BrokerAccess broker) {
    this(installation, run, recipe, modelBytes, broker, Map.of());
  }

  /** The processes that steps need, in start order. */
  public List<ChildSpec> forSteps() {
    return children(service -> service.isNeededForSteps(recipe));
  }

  /** All other processes: started later so that the first step gets the CPU. */
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

  /** Each judge has its own workers. */
  private void add(List<ChildSpec> children, Service service, Optional<String> judge) {
    int workers = service.workers(recipe);
    var label = service.label(judge);
    for (int worker = 1; worker <= workers; worker++) {
      children.add(child(service, workers == 1 ? label : label + "-" + worker, judge, worker));
    }
  }

  /**
   * A process of a service under a given name, in addition to those of the recipe.
   *
   * @param judge name of the judge, for a judge process
   */
  public ChildSpec child(Service service, String name, Optional<String> judge) {
    return child(service, name, judge, 1);
  }

  private ChildSpec child(Service service, String name, Optional<String> judge, int worker) {
    var environment = environment(service, name);
    if (service == Service.EVAL) {
      environment.put("PRECEPTOR_EVAL_WORKER", String.valueOf(worker - 1));
    }
    judge.ifPresent(which -> environment.put("PRECEPTOR_JUDGE", which));
    return new ChildSpec(
        name, command(service, name), environment, KafkaVariables.PREFIX, run.log(name));
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
    environment.putAll(own.getOrDefault(service, broker).environment());
    environment.put("PRECEPTOR_RUN", run.name());
    environment.put("PRECEPTOR_RUN_DIR", run.path().toString());
    environment.put("PRECEPTOR_INSTANCE", name);
    environment.put("PRECEPTOR_WORKER", name);
    // Whoever supervises them would start them again.
    environment.put("PRECEPTOR_EXIT_AT_END", "false");
    environment.put("PRECEPTOR_STATE_DIR", run.path().resolve("streams").toString());
    environment.put("DJL_CACHE_DIR", LibraryFolder.use().toString());
    environment.put("OMP_NUM_THREADS", String.valueOf(service.threads(recipe)));
    // Several processes share the cores, so waiting threads must not spin for long; without any
    // spinning, decoding takes twice as long, because each matmul wakes a sleeping thread.
    environment.put("OMP_WAIT_POLICY", "PASSIVE");
    environment.put("GOMP_SPINCOUNT", "5000");
    // glibc keeps freed memory in one arena per thread; two arenas are enough.
    environment.put("MALLOC_ARENA_MAX", "2");
    return environment;
  }
}
