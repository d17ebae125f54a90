package dev.preceptor.history.review;

import dev.preceptor.recipe.Recipe;
import dev.preceptor.run.review.ReviewRules;
import dev.preceptor.runlog.BrokerAccess;
import dev.preceptor.runlog.RunEvent;
import dev.preceptor.runlog.RunLog;
import dev.preceptor.schemas.GroupKey;
import dev.preceptor.schemas.Judgement;
import dev.preceptor.schemas.Review;
import dev.preceptor.schemas.Rollout;
import dev.preceptor.schemas.Topics;
import dev.preceptor.schemas.UnreadableRecordException;
import java.util.List;
import java.util.function.Predicate;

/** Reads a run's reviews, and what its judges say of the same responses. */
public final class AgreementReader {

  private AgreementReader() {}

  /**
   * Reads the log to its end. Records of groups without reviews are not decoded.
   *
   * @param wanted which reviews are asked for
   */
  public static AgreementReport read(
      BrokerAccess broker, Topics topics, Recipe recipe, Predicate<Review> wanted) {
    try (var replay = RunLog.at(broker, topics).open()) {
      var agreement =
          new Agreement(ReviewReader.read(replay, topics, recipe, ReviewRules.REASONING, wanted));
      if (!agreement.groups().isEmpty()) {
        var refused = replay.refused();
        replay.read(
            List.of(topics.judgements(), topics.rollouts()),
            event -> {
              if (!refused.containsKey(event.place())) {
                enter(agreement, event);
              }
            });
      }
      return agreement.report(topics.run(), ReviewRules.REASONING);
    }
  }

  private static void enter(Agreement agreement, RunEvent event) {
    try {
      if (event instanceof RunEvent.OfGroup of && agreement.groups().contains(of.group())) {
        if (event instanceof RunEvent.Judged judged) {
          Judgement judgement = judged.value().get();
          GroupKey.require(event.key(), judgement.getStep(), judgement.getSlot());
          agreement.judgement(judgement);
        } else if (event instanceof RunEvent.Sampled sampled) {
          Rollout rollout = sampled.value().get();
          GroupKey.require(event.key(), rollout.getStep(), rollout.getSlot());
          agreement.rollout(rollout);
        }
      }
    } catch (UnreadableRecordException e) {
      return; // none of the run's; the audit counts it
    }
  }
}
