package dev.preceptor.cli.runs;

import dev.preceptor.runlog.RunTopics;
import dev.preceptor.schemas.Definition;
import dev.preceptor.vqa.grading.RewardFunctions;
import java.util.Optional;

/** Whether a run's grades can be repeated here: they need the users' rewards that it had. */
final class OwnRewards {

  private OwnRewards() {}

  /** What differs, one line; empty if nothing does or it was not recorded. */
  static Optional<String> difference(RunTopics topics) {
    return topics
        .definition()
        .map(Definition::getRewardsSha256)
        .flatMap(RewardFunctions::difference)
        .map(difference -> difference + ": grades by its classes may differ");
  }
}
