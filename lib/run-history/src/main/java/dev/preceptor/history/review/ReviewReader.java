package dev.preceptor.history.review;

import dev.preceptor.recipe.Recipe;
import dev.preceptor.run.plan.TakenSteps;
import dev.preceptor.run.review.ReviewRules;
import dev.preceptor.runlog.BrokerAccess;
import dev.preceptor.runlog.Replay;
import dev.preceptor.runlog.RunEvent;
import dev.preceptor.runlog.RunLog;
import dev.preceptor.schemas.Review;
import dev.preceptor.schemas.Topics;
import dev.preceptor.schemas.UnreadableRecordException;
import java.util.List;
import java.util.function.Predicate;

/** Reads the reviews of a run that count. What cannot be the run's is passed over. */
public final class ReviewReader {

  private ReviewReader() {}

  /**
   * Reads them.
   *
   * @param criterion by which the texts were judged
   * @param wanted which reviews are asked for
   */
  public static CountedReviews read(
      BrokerAccess broker,
      Topics topics,
      Recipe recipe,
      String criterion,
      Predicate<Review> wanted) {
    try (var replay = RunLog.at(broker, topics).open()) {
      return read(replay, topics, recipe, criterion, wanted);
    }
  }

  static CountedReviews read(
      Replay replay, Topics topics, Recipe recipe, String criterion, Predicate<Review> wanted) {
    var reviews = new CountedReviews(criterion);
    var rules = ReviewRules.of(topics.run(), recipe);
    var taken = TakenSteps.upTo(recipe.maxSteps());
    var refused = replay.refused();
    replay.read(
        List.of(topics.reviews()),
        event -> {
          if (event instanceof RunEvent.Reviewed reviewed && !refused.containsKey(event.place())) {
            try {
              Review review = reviewed.value().get();
              var subject = rules.require(reviewed.key(), review, taken);
              if (wanted.test(review)) {
                reviews.enter(subject, review);
              }
            } catch (UnreadableRecordException e) {
              return; // none of the run's; the audit counts it
            }
          }
        });
    return reviews;
  }
}
