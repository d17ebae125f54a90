package dev.preceptor.recipe;

import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Which questions are asked. Either the three paths are there, or a phantom data set is to be
 * drawn; pairs to learn from stand in for the training questions. Statements, which {@link
 * PromptStyle#JUDGE} asks about, have no images.
 */
public record DataKeys(
    @Meaning(
            "CSV file of the training questions, in PMC-VQA's layout. Without it, phantom says"
                + " which questions to generate.")
        @Key
        Optional<Path> trainCsv,
    @Meaning("CSV file of the test questions, in PMC-VQA's layout. Required with train_csv.")
        @Key(eval = true)
        Optional<Path> testCsv,
    @Meaning(
            "Folder of the images named in the files, or a ZIP file of them such as the published"
                + " images.zip, which is read without unpacking. Required with them.")
        @Key(eval = true)
        Optional<Path> images,
    @Meaning(
            "The preference pairs to learn from: a JSON file, or a folder with pairs.json such as"
                + " preceptor pairs writes. If not given, the right choice of each question of"
                + " train_csv is chosen and a wrong one, drawn with the seed, is rejected.")
        @Key(jobs = Job.DPO)
        Optional<Path> pairs,
    @Meaning("The synthetic data set to generate if no file of questions is given.")
        @Key(eval = true)
        Optional<PhantomKeys> phantom,
    @Meaning(
            "How the prompt is written: chat is a user turn in the model's chat template, base is"
                + " text to continue, judge (sft only) is a judge's question about a statement.")
        @Key(initial = "chat", eval = true)
        PromptStyle promptTemplate,
    @Meaning(
            "Training questions to use of train_csv; 0 uses all. data_seed says which; without it,"
                + " the first.")
        @Key(initial = "0", min = 0, unit = "questions")
        int trainLimit,
    @Meaning(
            "Seed of the choice where train_limit or eval_limit takes fewer questions than there"
                + " are: drawn, with each right letter's share as in the file. The same on every"
                + " machine. If not given, the first questions are taken.")
        @Key(eval = true)
        OptionalLong dataSeed) {

  public DataKeys {
    Bounds.check(
        DataKeys.class,
        trainCsv,
        testCsv,
        images,
        pairs,
        phantom,
        promptTemplate,
        trainLimit,
        dataSeed);
  }

  /** Requires what a job needs. */
  void check(Job job) {
    if (job == Job.EVAL) {
      checkTest();
    } else {
      checkTraining();
    }
    if (promptTemplate == PromptStyle.JUDGE) {
      checkJudge(job);
    }
  }

  /** Statements have no image, are not chosen from, and are worded in ways of their own. */
  private void checkJudge(Job job) {
    if (job != Job.SFT) {
      throw new RecipeException(
          "prompt_template", "judge applies only to supervised fine-tuning; use chat or base");
    }
    refuseForJudge("images", images);
    refuseForJudge("train_limit", Optional.of(trainLimit).filter(limit -> limit > 0));
    refuseForJudge("data_seed", dataSeed.stream().boxed().findFirst());
    phantom.ifPresent(
        drawn -> {
          refuseForJudge("phantom.hurried", Optional.of(drawn.hurried()).filter(h -> h > 0));
          refuseForJudge(
              "phantom.styles.tagged",
              drawn.styles().map(StyleKeys::tagged).filter(tagged -> tagged < 1));
        });
  }

  private static void refuseForJudge(String key, Optional<?> given) {
    if (given.isPresent()) {
      throw new RecipeException(
          key, given.get() + " does not apply to prompt_template judge; remove it");
    }
  }

  private void checkTest() {
    if (testCsv.isEmpty() && phantom.isEmpty()) {
      throw new RecipeException(
          "test_csv",
          "is missing; give a CSV file of questions, or generate questions with phantom:"
              + " {test: 200}");
    }
    if (testCsv.isPresent() != images.isPresent()) {
      throw testCsv.isPresent()
          ? new RecipeException(
              "images", "is missing; test_csv %s needs it".formatted(testCsv.get()))
          : new RecipeException(
              "images", images.get() + " is given without test_csv; give that file too");
    }
  }

  private void checkTraining() {
    if (trainLimit > 0 && pairs.isPresent()) {
      throw new RecipeException(
          "train_limit",
          "%d chooses questions to learn from, but pairs %s are learnt from; remove it"
              .formatted(trainLimit, pairs.get()));
    }
    if (trainCsv.isEmpty() && pairs.isPresent() && testCsv.isPresent()) {
      requireBeside("images", images, "test_csv", testCsv.get());
    } else if (trainCsv.isEmpty()) {
      if (phantom.isEmpty() && pairs.isPresent()) {
        throw new RecipeException(
            "test_csv",
            "is missing; pairs %s are only learnt from: give questions to measure with"
                .formatted(pairs.get()));
      }
      if (phantom.isEmpty()) {
        throw new RecipeException(
            "train_csv",
            "is missing; give a CSV file of questions, or generate questions with phantom:"
                + " {train: 2000, test: 200}");
      }
      refuseWithoutTrainCsv("test_csv", testCsv);
      refuseWithoutTrainCsv("images", images);
    } else {
      requireBeside("test_csv", testCsv, "train_csv", trainCsv.get());
      if (promptTemplate != PromptStyle.JUDGE) {
        requireBeside("images", images, "train_csv", trainCsv.get());
      }
    }
  }

  private static void refuseWithoutTrainCsv(String key, Optional<Path> value) {
    if (value.isPresent()) {
      throw new RecipeException(
          key, value.get() + " is given without train_csv; give that file too");
    }
  }

  private static void requireBeside(String key, Optional<Path> value, String needs, Path csv) {
    if (value.isEmpty()) {
      throw new RecipeException(key, "is missing; %s %s needs it".formatted(needs, csv));
    }
  }
}
