package dev.preceptor.recipe;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Which questions are asked. Either the three paths are there, or a phantom data set is to be
 * drawn. Statements, which {@link PromptStyle#JUDGE} asks about, have no images.
 */
public record DataKeys(
    @Meaning(
            "CSV file of the training questions, in PMC-VQA's layout. Without it, phantom says"
                + " which questions to generate.")
        @Key
        Optional<Path> trainCsv,
    @Meaning("CSV file of the test questions, in PMC-VQA's layout. Required with train_csv.") @Key
        Optional<Path> testCsv,
    @Meaning("Folder of the images named in both files. Required with train_csv.") @Key
        Optional<Path> images,
    @Meaning("The synthetic data set to generate if train_csv is not given.") @Key
        Optional<PhantomKeys> phantom,
    @Meaning(
            "How the prompt is written: chat is a user turn in the model's chat template, base is"
                + " text to continue, judge (sft only) is a judge's question about a statement.")
        @Key(initial = "chat")
        PromptStyle promptTemplate) {

  public DataKeys {
    if (trainCsv.isEmpty()) {
      if (phantom.isEmpty()) {
        throw new RecipeException(
            "train_csv",
            "is missing; give a CSV file of questions, or generate questions with phantom:"
                + " {train: 2000, test: 200}");
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
          "images", images.get() + " does not apply to prompt_template judge; remove it");
    }
  }

  private static void refuseWithoutTrainCsv(String key, Optional<Path> value) {
    if (value.isPresent()) {
      throw new RecipeException(
          key, value.get() + " is given without train_csv; give that file too");
    }
  }

  private static void requireBesideTrainCsv(String key, Optional<Path> value, Path trainCsv) {
    if (value.isEmpty()) {
      throw new RecipeException(key, "is missing; train_csv %s needs it".formatted(trainCsv));
    }
  }
}
