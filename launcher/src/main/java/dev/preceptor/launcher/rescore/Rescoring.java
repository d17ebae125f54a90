package dev.preceptor.launcher.rescore;

import dev.preceptor.recipe.Recipe;
import dev.preceptor.schemas.GroupKey;
import dev.preceptor.schemas.Judgement;
import dev.preceptor.schemas.ScoredGroup;
import dev.preceptor.scoring.RewardAssembly;
import dev.preceptor.scoring.Transition;
import dev.preceptor.vqa.PromptTemplate;
import java.util.Collection;
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
    var template = PromptTemplate.valueOf(recipe.data().promptTemplate().name());
    return new Rescoring(RewardAssembly.of(recipe, template.completionPrefix()));
  }

  /**
   * Scores a group.
   *
   * @param judgements of it, in the order in which they came
   * @param late judges that are not heard
   */
  ScoredGroup score(
      GroupKey key, Sampled sampled, Collection<Judgement> judgements, Set<String> late) {
    Transition now = sampled.enter(assembly, key);
    for (var judgement : judgements) {
      if (!late.contains(judgement.getJudge())) {
        now = now.output().isPresent() ? now : assembly.judged(now.state(), judgement);
      }
    }
    if (now.output().isEmpty()) {
      now = assembly.tick(now.state(), Long.MAX_VALUE);
    }
    return now.output().orElseThrow();
  }
}
