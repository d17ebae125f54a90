package dev.preceptor.runlog;

import dev.preceptor.recipe.Job;
import dev.preceptor.recipe.RecipeException;
import dev.preceptor.recipe.RecipeReader;
import dev.preceptor.schemas.Definition;
import dev.preceptor.schemas.Excerpt;
import dev.preceptor.schemas.RefusedRecordException;
import dev.preceptor.schemas.Topics;
import java.util.Optional;

/**
 * A run's definition, from the records of its topic in log order. The newest counts, as long as it
 * defines the same run as the first: a run that is resumed may change its recipe, but neither its
 * model and data nor when and by which program it was started.
 */
public final class DefinitionRecords {

  private final String run;
  private Optional<Definition> newest = Optional.empty();

  /** No record yet. */
  public DefinitionRecords(Topics topics) {
    run = topics.run();
  }

  /**
   * Enters the next record.
   *
   * @throws RefusedRecordException if it does not define this run
   */
  public void enter(String key, Definition record) {
    if (!run.equals(key) || !run.equals(record.getRun())) {
      throw new RefusedRecordException(
          "a definition of run %s under the key %s; this is run %s"
              .formatted(Excerpt.of(record.getRun()), Excerpt.of(key), run));
    }
    if (newest.isPresent()) {
      requireSameRun(newest.get(), record);
      requireUsable(newest.get(), record);
    }
    newest = Optional.of(record);
  }

  private void requireSameRun(Definition before, Definition now) {
    if (!before.getModelSha256().equals(now.getModelSha256())
        || !before.getTrainSha256().equals(now.getTrainSha256())
        || !before.getTestSha256().equals(now.getTestSha256())
        || !before.getCode().equals(now.getCode())
        || before.getCreatedMillis() != now.getCreatedMillis()
        || haveOtherRewards(before, now)) {
      throw new RefusedRecordException(
          "a definition with another model, data, program, rewards or start than run %s has"
              .formatted(run));
    }
  }

  /** What an earlier version did not record may be added. */
  private static boolean haveOtherRewards(Definition before, Definition now) {
    return before.getRewardsSha256() != null
        && !before.getRewardsSha256().equals(now.getRewardsSha256());
  }

  /** An older version of the program can perhaps use neither of them, and says so by itself. */
  private void requireUsable(Definition before, Definition now) {
    whyUnusable(now)
        .filter(why -> whyUnusable(before).isEmpty())
        .ifPresent(
            why -> {
              throw new RefusedRecordException("a definition with an unusable recipe: " + why);
            });
  }

  private Optional<String> whyUnusable(Definition definition) {
    try {
      RecipeReader.parse("the definition of run " + run, definition.getRecipe(), Job.TRAIN);
      return Optional.empty();
    } catch (RecipeException e) {
      return Optional.of(e.getMessage());
    }
  }

  /** The definition that counts; empty before the first. */
  public Optional<Definition> newest() {
    return newest;
  }
}
