package dev.preceptor.history.rescore;

import dev.preceptor.recipe.Recipe;
import dev.preceptor.run.plan.PromptPlan;
import dev.preceptor.schemas.GroupKey;
import dev.preceptor.schemas.Judgement;
import dev.preceptor.schemas.ScoredGroup;
import dev.preceptor.scoring.RewardAssembly;
import dev.preceptor.scoring.Transition;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;

/**
 * A group's way through {@link RewardAssembly} once more. What a clock decided is not decided
 * again: a judge that was late is late.
 */
final class Rescoring {

  private final RewardAssembly assembly;

  private Rescoring(RewardAssembly assembly) {
    this.assembly = assembly;
  }

  /**
   * By a recipe's rewards.
   *
   * @throws dev.preceptor.models.InputException if a reward is unknown or does not understand its
   *     parameters
   */
  static Rescoring of(Recipe recipe) {
    return new Rescoring(RewardAssembly.of(recipe, PromptPlan.of(recipe).completionPrefix()));
  }

  /**
   * Scores a group.
   *
   * @param judgements of it, the first of each judge
   * @param late judges that are not heard
   * @param deadlineMillis when their deadline struck
   */
  ScoredGroup score(
      GroupKey key,
      PastRollout sampled,
      Collection<Judgement> judgements,
      Set<String> late,
      Optional<Long> deadlineMillis) {
    Transition now = sampled.enter(assembly, key);
    for (var judgement : judgements) {
      if (now.output().isEmpty() && !late.contains(judgement.getJudge())) {
        now = assembly.judged(now.state(), judgement);
      }
    }
    if (now.output().isPresent()) {
      return now.output().get();
    }
    ScoredGroup group = assembly.tick(now.state(), Long.MAX_VALUE).output().orElseThrow();
    group.setDeadlineMillis(deadlineMillis.orElse(null));
    return group;
  }
}
