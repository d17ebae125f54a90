package dev.preceptor.history.rescore;

import dev.preceptor.recipe.Recipe;
import dev.preceptor.schemas.GroupKey;
import dev.preceptor.schemas.Judgement;
import dev.preceptor.schemas.ScoredGroup;
import dev.preceptor.scoring.RewardAssembly;
import dev.preceptor.scoring.Transition;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;

/**
 * Scores a group again with {@link RewardAssembly}. Deadlines are not evaluated again: a judge that
 * was late stays late.
 */
final class Rescoring {

  private final RewardAssembly assembly;

  private Rescoring(RewardAssembly assembly) {
    this.assembly = assembly;
  }

  /**
   * Rescoring by the rewards of a recipe.
   *
   * @throws dev.preceptor.models.InputException if a reward is unknown or cannot use its parameters
   */
  static Rescoring of(Recipe recipe) {
    return new Rescoring(RewardAssembly.of(recipe));
  }

  /**
   * Scores a group.
   *
   * @param judgements the first judgement of each judge
   * @param late judges to ignore
   * @param deadlineMillis time of their deadline
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
