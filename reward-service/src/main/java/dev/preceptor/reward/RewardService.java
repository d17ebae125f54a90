package dev.preceptor.reward;

import dev.preceptor.kit.Activity;
import dev.preceptor.kit.Wording;
import dev.preceptor.models.algorithm.Algorithm;
import dev.preceptor.recipe.JudgeKeys;
import dev.preceptor.recipe.MissingVerdict;
import dev.preceptor.recipe.Recipe;
import dev.preceptor.recipe.RewardKeys;
import dev.preceptor.recipe.ScoringKeys;
import dev.preceptor.schemas.Topics;
import dev.preceptor.vqa.grading.RewardFunctions;
import dev.preceptor.vqa.grading.RewardParameters;
import io.quarkus.runtime.Quarkus;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.jboss.logging.Logger;

/** Wires the recipe's rewards, judges and algorithm into the topology that Quarkus runs. */
@ApplicationScoped
public class RewardService {

  private static final Logger LOG = Logger.getLogger(RewardService.class);

  @Produces
  Topology topology(Recipe recipe, Topics topics, Activity activity) {
    return RewardTopology.of(assembly(recipe), topics, new WaitingGroups(activity::waitsFor));
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

  static RewardAssembly assembly(Recipe recipe) {
    ScoringKeys scoring = recipe.scoring();
    Set<String> judges =
        scoring.judges().stream().map(JudgeKeys::name).collect(Collectors.toUnmodifiableSet());
    List<Criterion> criteria =
        scoring.rewards().stream().map(reward -> criterion(reward, judges)).toList();
    return new RewardAssembly(
        new GroupScoring(
            criteria,
            Algorithm.named(recipe.objective().algorithm())::advantages,
            recipe.sampling().numGenerations(),
            Wording.of(recipe).completionPrefix(),
            scoring.missingVerdict() == MissingVerdict.FAIL_GROUP),
        judges,
        Duration.ofSeconds(scoring.judgeDeadlineSeconds()).toMillis());
  }

  private static Criterion criterion(RewardKeys reward, Set<String> judges) {
    return new Criterion(
        reward.name(),
        reward.weight(),
        judges.contains(reward.name())
            ? Optional.empty()
            : Optional.of(
                RewardFunctions.of(new RewardParameters(reward.name(), reward.parameters()))));
  }
}
