package dev.preceptor.reward;

import dev.preceptor.kit.Activity;
import dev.preceptor.kit.DeadLetterCounts;
import dev.preceptor.kit.Duplicates;
import dev.preceptor.kit.Refusal;
import dev.preceptor.kit.RunDefinition;
import dev.preceptor.kit.WorkThread;
import dev.preceptor.kit.trace.GroupTraces;
import dev.preceptor.models.InputException;
import dev.preceptor.recipe.Recipe;
import dev.preceptor.run.plan.RunBounds;
import dev.preceptor.runlog.BrokerAccess;
import dev.preceptor.runlog.ConsumerGroups;
import dev.preceptor.runlog.RunLog;
import dev.preceptor.runlog.StepsOnRecord;
import dev.preceptor.schemas.Topics;
import dev.preceptor.scoring.RewardAssembly;
import dev.preceptor.vqa.grading.RewardFunctions;
import io.quarkus.runtime.Quarkus;
import io.smallrye.common.annotation.Identifier;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/** Wires the recipe's rewards, judges and algorithm into the topology that Quarkus runs. */
@ApplicationScoped
public class RewardService {

  private static final Logger LOG = Logger.getLogger(RewardService.class);

  /** One for all topologies: Quarkus asks for more than one, and runs the last. */
  @Produces
  @Singleton
  WaitingGroups waiting(Activity activity) {
    return new WaitingGroups(activity::waitsFor);
  }

  @Produces
  Topology topology(
      RunDefinition run,
      Recipe recipe,
      RunBounds bounds,
      StepsOnRecord steps,
      RunLog log,
      @Identifier("default-kafka-broker") Map<String, Object> kafka,
      Topics topics,
      WaitingGroups waiting,
      DeadLetterCounts deadLetters,
      Duplicates duplicates,
      GroupTraces traces) {
    requireRewardsOf(run);
    int partitions = log.partitions(topics.rollouts());
    return RewardTopology.of(
        RewardAssembly.of(recipe),
        new PartCheck(bounds, steps, recipe.sampling().numGenerations(), partitions),
        new BrokerGroupLog(
            log,
            () -> new ConsumerGroups(BrokerAccess.of(kafka)),
            topics,
            bounds.layout(),
            partitions),
        topics,
        waiting,
        deadLetters,
        duplicates,
        traces);
  }

  /** Several processes may score the groups of one run, so all need the same rewards. */
  static void requireRewardsOf(RunDefinition run) {
    run.rewardsSha256()
        .flatMap(RewardFunctions::difference)
        .ifPresent(
            difference -> {
              throw new InputException(difference + "; give this process the run's own");
            });
  }

  /** Exactly once holds over restarts, so a fault ends the process rather than its one thread. */
  @Produces
  StreamsUncaughtExceptionHandler endOnFault(
      Topics topics, @ConfigProperty(name = "preceptor.instance") String instance) {
    return fault -> {
      Optional<String> refusal = Refusal.why(fault, AclOperation.WRITE);
      if (isReplaced(fault)) {
        LOG.errorf(
            "reward-service %s (process %d) of run %s ends: one of the same name was started later"
                + " and has taken its place; give each process its own PRECEPTOR_INSTANCE",
            instance, ProcessHandle.current().pid(), topics.run());
        Quarkus.asyncExit(WorkThread.REPLACED);
      } else if (refusal.isPresent()) {
        LOG.error(refusal.get());
        Quarkus.asyncExit(WorkThread.BAD_INPUT);
      } else {
        LOG.error("unexpected error, this process ends: " + fault, fault);
        Quarkus.asyncExit(1);
      }
      return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
    };
  }

  private static boolean isReplaced(Throwable fault) {
    for (Throwable cause = fault; cause != null; cause = cause.getCause()) {
      if (cause instanceof FencedInstanceIdException) {
        return true;
      }
    }
    return false;
  }
}
