package dev.preceptor.reward;

import dev.preceptor.kit.Activity;
import dev.preceptor.kit.Duplicates;
import dev.preceptor.kit.Refusal;
import dev.preceptor.kit.WorkThread;
import dev.preceptor.recipe.Recipe;
import dev.preceptor.run.plan.PromptPlan;
import dev.preceptor.schemas.Topics;
import dev.preceptor.scoring.RewardAssembly;
import io.quarkus.runtime.Quarkus;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import java.util.Optional;
import org.apache.kafka.common.acl.AclOperation;
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
      Optional<String> refusal = Refusal.why(fault, AclOperation.WRITE);
      if (refusal.isPresent()) {
        LOG.error(refusal.get());
        Quarkus.asyncExit(WorkThread.BAD_INPUT);
      } else {
        LOG.error("this cannot go on: " + fault, fault);
        Quarkus.asyncExit(1);
      }
      return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
    };
  }
}
