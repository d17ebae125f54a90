package dev.preceptor.recipe;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Which questions are asked. Either the three paths are there, or a phantom data set is to be
 * drawn. Statements, which {@link PromptStyle#JUDGE} asks about, have no images.
 *
 * @param trainCsv {@code train_csv}
 * @param testCsv {@code test_csv}
 * @param images {@code images}: folder in which the files' images lie
 * @param phantom {@code phantom}: what to draw where no train_csv is given
 * @param promptTemplate {@code prompt_template}
 */
public record DataKeys(
    Optional<Path> trainCsv,
    Optional<Path> testCsv,
    Optional<Path> images,
    Optional<PhantomKeys> phantom,
    PromptStyle promptTemplate) {

  public DataKeys {
    if (trainCsv.isEmpty()) {
      if (phantom.isEmpty()) {
        throw new RecipeException(
            "train_csv",
            "is missing; name a PMC-VQA file, or have questions drawn with"
                + " phantom: {train: 2000, test: 200}");
      }
      refuseWithoutTrainCsv(RecipeKey.TEST_CSV, testCsv);
      refuseWithoutTrainCsv(RecipeKey.IMAGES, images);
    } else {
      requireBesideTrainCsv(RecipeKey.TEST_CSV, testCsv, trainCsv.get());
      if (promptTemplate != PromptStyle.JUDGE) {
        requireBesideTrainCsv(RecipeKey.IMAGES, images, trainCsv.get());
      }
    }
    if (promptTemplate == PromptStyle.JUDGE && images.isPresent()) {
      throw new RecipeException(
          RecipeKey.IMAGES.key(),
          images.get() + " has no meaning for prompt_template judge; remove it");
    }
  }

  private static void refuseWithoutTrainCsv(RecipeKey key, Optional<Path> value) {
    if (value.isPresent()) {
      throw new RecipeException(
          key.key(), value.get() + " stands without train_csv; name that file too");
    }
  }

  private static void requireBesideTrainCsv(RecipeKey key, Optional<Path> value, Path trainCsv) {
    if (value.isEmpty()) {
      throw new RecipeException(key.key(), "is missing beside train_csv " + trainCsv);
    }
  }
}
