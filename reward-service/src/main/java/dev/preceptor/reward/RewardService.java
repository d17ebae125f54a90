package dev.preceptor.reward;

import dev.preceptor.kit.Activity;
import dev.preceptor.kit.Duplicates;
import dev.preceptor.recipe.Recipe;
import dev.preceptor.schemas.Topics;
import dev.preceptor.scoring.RewardAssembly;
import io.quarkus.runtime.Quarkus;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.jboss.logging.Logger;

/** Wires the recipe's rewards, judges and algorithm into the topology that Quarkus runs. */
@ApplicationScoped
public class RewardService {

  private static final Logger LOG = Logger.getLogger(RewardService.class);

  @Produces
  Topology topology(Recipe recipe, Topics topics, Activity activity, Duplicates duplicates) {
    return RewardTopology.of(
        RewardAssembly.of(recipe),
        recipe.fleet().staleness(),
        topics,
        new WaitingGroups(activity::waitsFor),
        duplicates);
  }

  /** Exactly once holds over restarts, so a fault ends the process rather than its one thread. */
  @Produces
  StreamsUncaughtExceptionHandler endOnFault() {
    return fault -> {
      LOG.error("this cannot go on: " + fault, fault);
      Quarkus.asyncExit(1);
      return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
    };
  }
}
