package dev.preceptor.reward;

import dev.preceptor.kit.Activity;
import dev.preceptor.kit.Duplicates;
import dev.preceptor.kit.RunDefinition;
import dev.preceptor.models.InputException;
import dev.preceptor.recipe.Recipe;
import dev.preceptor.run.plan.PromptPlan;
import dev.preceptor.schemas.Topics;
import dev.preceptor.scoring.RewardAssembly;
import dev.preceptor.vqa.grading.RewardFunctions;
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

  /** Several of these score the groups of one run, so all need the same rewards. */
  @Produces
  Topology topology(
      RunDefinition run, Recipe recipe, Topics topics, Activity activity, Duplicates duplicates) {
    run.rewardsSha256()
        .flatMap(RewardFunctions::difference)
        .ifPresent(
            difference -> {
              throw new InputException(difference + "; give this process the run's own");
            });
    return RewardTopology.of(
        RewardAssembly.of(recipe, PromptPlan.of(recipe).completionPrefix()),
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
