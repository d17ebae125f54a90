package dev.preceptor.recipe;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Which questions are asked. Either the three paths are there, or a phantom data set is to be
 * drawn. Statements, which {@link PromptStyle#JUDGE} asks about, have no images.
 */
public record DataKeys(
    @Meaning("PMC-VQA file of the training questions. Without it, phantom says what to draw.") @Key
        Optional<Path> trainCsv,
    @Meaning("PMC-VQA file of the test questions. It goes with train_csv.") @Key
        Optional<Path> testCsv,
    @Meaning("Folder of the images that both files name. It goes with train_csv.") @Key
        Optional<Path> images,
    @Meaning("The synthetic data set to draw where train_csv is not given.") @Key
        Optional<PhantomKeys> phantom,
    @Meaning(
            "How a question is put: chat as a user turn of the model's chat template, base as text"
                + " to be continued, judge (sft only) as a judge's question about a statement.")
        @Key(initial = "chat")
        PromptStyle promptTemplate) {

  public DataKeys {
    if (trainCsv.isEmpty()) {
      if (phantom.isEmpty()) {
        throw new RecipeException(
            "train_csv",
            "is missing; name a PMC-VQA file, or have questions drawn with"
                + " phantom: {train: 2000, test: 200}");
      }
      refuseWithoutTrainCsv("test_csv", testCsv);
      refuseWithoutTrainCsv("images", images);
    } else {
      requireBesideTrainCsv("test_csv", testCsv, trainCsv.get());
      if (promptTemplate != PromptStyle.JUDGE) {
        requireBesideTrainCsv("images", images, trainCsv.get());
      }
    }
    if (promptTemplate == PromptStyle.JUDGE && images.isPresent()) {
      throw new RecipeException(
          "images", images.get() + " has no meaning for prompt_template judge; remove it");
    }
  }

  private static void refuseWithoutTrainCsv(String key, Optional<Path> value) {
    if (value.isPresent()) {
      throw new RecipeException(key, value.get() + " stands without train_csv; name that file too");
    }
  }

  private static void requireBesideTrainCsv(String key, Optional<Path> value, Path trainCsv) {
    if (value.isEmpty()) {
      throw new RecipeException(key, "is missing beside train_csv " + trainCsv);
    }
  }
}
