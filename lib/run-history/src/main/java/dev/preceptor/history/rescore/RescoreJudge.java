package dev.preceptor.history.rescore;

import dev.preceptor.history.review.CountedReviews;
import dev.preceptor.recipe.JudgeKeys;
import dev.preceptor.recipe.JudgeReviewers;
import dev.preceptor.recipe.Recipe;
import dev.preceptor.schemas.Judgement;
import dev.preceptor.schemas.Rollout;
import java.util.Optional;
import java.util.function.Supplier;

/** A judge that a rescore hears and the run did not. Not thread-safe. */
sealed interface RescoreJudge extends AutoCloseable permits AskedJudge, ReviewedJudge {

  /**
   * A judge of a recipe.
   *
   * @param reviews of the run, read where people are the judge
   * @throws dev.preceptor.models.InputException if its folder has no usable model
   */
  static RescoreJudge of(JudgeKeys judge, Recipe recipe, Supplier<CountedReviews> reviews) {
    return judge.source() instanceof JudgeReviewers people
        ? ReviewedJudge.of(judge.name(), people.reviewers(), reviews.get())
        : new AskedJudge(judge, recipe);
  }

  /** Its name in the recipe. */
  String name();

  /** Hash of what determines its verdicts: judges with the same hash give the same ones. */
  String sha256();

  /** Its judgement of a group; empty if the group could not be sampled. */
  Optional<Judgement> judge(Rollout rollout);

  @Override
  void close();
}
