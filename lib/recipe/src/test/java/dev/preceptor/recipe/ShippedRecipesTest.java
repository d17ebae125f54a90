package dev.preceptor.recipe;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ShippedRecipesTest {
  private static final Path RECIPES = Path.of("../..", "recipes");

  static Stream<Path> recipes() throws IOException {
    try (Stream<Path> files = Files.walk(RECIPES)) {
      return files.filter(file -> file.toString().endsWith(".yaml")).sorted().toList().stream();
    }
  }

  private static Job jobOf(Path file) {
    String name = file.getFileName().toString();
    return name.contains("sft")
        ? Job.SFT
        : name.contains("dpo") ? Job.DPO : isEval(file) ? Job.EVAL : Job.TRAIN;
  }

  private static boolean isEval(Path file) {
    return file.getFileName().toString().contains("eval");
  }

  @ParameterizedTest
  @MethodSource("recipes")
  void everyShippedRecipeIsReadAndWritten(Path file) {
    Job job = jobOf(file);
    Recipe recipe = RecipeReader.read(file, job, List.of());
    assertThat(RecipeReader.parse(file.toString(), recipe.toYaml(), job)).isEqualTo(recipe);
  }

  /** The reinforcement learning rows of Table 1: objective, wording and what is rewarded. */
  @ParameterizedTest
  @CsvSource({
    "grpo, grpo, CHAT, format accuracy",
    "dr_grpo, dr_grpo, CHAT, format accuracy",
    "from_scratch, grpo, BASE, format accuracy",
    "semantic, grpo, CHAT, format accuracy semantic_alignment",
    "semantic_ecr, grpo, CHAT, format accuracy semantic_alignment extended_chain",
    "semantic_cwr, grpo, CHAT, format accuracy semantic_alignment correctness_weighted_length"
  })
  void everyRowOfTable1HasItsRecipeAndItsPhantomTwin(
      String row, String algorithm, PromptStyle template, String rewards) {
    for (String folder : List.of("paper", "paper-phantom")) {
      Path file = RECIPES.resolve(folder).resolve(row + ".yaml");
      Recipe recipe = RecipeReader.read(file, Job.TRAIN, List.of());
      assertThat(recipe.objective()).isEqualTo(new ObjectiveKeys(algorithm, 0.04, 0.2));
      assertThat(recipe.data().promptTemplate()).isEqualTo(template);
      assertThat(recipe.sampling().numGenerations()).isEqualTo(8);
      assertThat(recipe.scoring().rewards())
          .extracting(RewardKeys::name)
          .containsExactly(rewards.split(" "));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "grpo.yaml, grpo, CHAT, Qwen2-VL-2B-Instruct",
    "dr_grpo.yaml, dr_grpo, CHAT, Qwen2-VL-2B-Instruct",
    "from_scratch.yaml, grpo, BASE, Qwen2-VL-2B",
    "semantic.yaml, grpo, CHAT, Qwen2-VL-2B-Instruct",
    "semantic_ecr.yaml, grpo, CHAT, Qwen2-VL-2B-Instruct",
    "semantic_cwr.yaml, grpo, CHAT, Qwen2-VL-2B-Instruct"
  })
  void thePapersRecipesHaveItsAppendixA(
      String name, String algorithm, PromptStyle template, String model) {
    Recipe recipe = RecipeReader.read(RECIPES.resolve("paper").resolve(name), Job.TRAIN, List.of());

    assertThat(recipe.sampling())
        .isEqualTo(
            new SamplingKeys(
                8,
                8,
                1024,
                700,
                1.0,
                8,
                OptionalInt.empty(),
                OptionalInt.of(401408),
                FailedGroups.TRAIN_ON_REST));
    assertThat(recipe.objective()).isEqualTo(new ObjectiveKeys(algorithm, 0.04, 0.2));
    assertThat(recipe.optimizer().learningRate()).isEqualTo(1e-6);
    assertThat(recipe.optimizer().gradientAccumulationSteps()).isEqualTo(2);
    assertThat(recipe.maxSteps()).isEqualTo(1500);
    assertThat(recipe.checkpoints().saveSteps()).isEqualTo(100);
    assertThat(recipe.data().promptTemplate()).isEqualTo(template);
    assertThat(recipe.modelFolder())
        .isEqualTo(RECIPES.resolveSibling("weights").resolve(model).toAbsolutePath().normalize());
  }

  /**
   * The rows of models that are not trained: asked as the trained ones are, on the same questions.
   */
  @ParameterizedTest
  @CsvSource({
    "qwen2_vl, Qwen2-VL-2B-Instruct, 401408",
    "llava, llava-1.5-7b-hf,",
    "llama32, Llama-3.2-11B-Vision-Instruct,"
  })
  void everyRowWithoutTrainingHasItsRecipeAndItsPhantomTwin(
      String row, String model, Integer maxPixels) {
    Path file = Path.of(row + "_eval.yaml");
    Recipe paper = RecipeReader.read(RECIPES.resolve("paper").resolve(file), Job.EVAL, List.of());
    Recipe trained = RecipeReader.read(RECIPES.resolve("paper/grpo.yaml"), Job.TRAIN, List.of());
    assertThat(paper.data().promptTemplate()).isEqualTo(trained.data().promptTemplate());
    assertThat(paper.data().testCsv()).isEqualTo(trained.data().testCsv());
    assertThat(paper.data().images()).isEqualTo(trained.data().images());
    assertThat(paper.evaluation().evalLimit()).isEqualTo(trained.evaluation().evalLimit());
    assertThat(paper.data().dataSeed()).isEqualTo(trained.data().dataSeed());
    assertThat(paper.sampling().maxCompletionLength())
        .isEqualTo(trained.sampling().maxCompletionLength());
    assertThat(paper.sampling().maxPixels())
        .isEqualTo(maxPixels == null ? OptionalInt.empty() : OptionalInt.of(maxPixels));
    assertThat(paper.modelFolder())
        .isEqualTo(RECIPES.resolveSibling("weights").resolve(model).toAbsolutePath().normalize());

    Recipe twin =
        RecipeReader.read(RECIPES.resolve("paper-phantom").resolve(file), Job.EVAL, List.of());
    Recipe trainedTwin =
        RecipeReader.read(RECIPES.resolve("paper-phantom/grpo.yaml"), Job.TRAIN, List.of());
    assertThat(twin.data().phantom()).isEqualTo(trainedTwin.data().phantom());
    assertThat(twin.evaluation().evalLimit()).isEqualTo(trainedTwin.evaluation().evalLimit());
    assertThat(twin.sampling().maxCompletionLength())
        .isEqualTo(trainedTwin.sampling().maxCompletionLength());
  }

  /** Section 3: 10K training samples and 7K testing samples, of one choice for all rows. */
  @Test
  void theTrainedRowsOfThePaperHaveItsNumbersOfQuestions() throws IOException {
    for (Path file :
        recipes().filter(path -> path.getParent().endsWith("paper") && !isEval(path)).toList()) {
      Recipe recipe = RecipeReader.read(file, jobOf(file), List.of());
      assertThat(recipe.data().trainLimit()).as(file.toString()).isEqualTo(10_000);
      assertThat(recipe.evaluation().evalLimit()).as(file.toString()).isEqualTo(7_000);
      assertThat(recipe.data().dataSeed()).as(file.toString()).hasValue(42);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"semantic", "semantic_ecr", "semantic_cwr"})
  void thePhantomIsJudgedByItsOwnJudge(String row) {
    Path file = RECIPES.resolve("paper-phantom").resolve(row + ".yaml");
    Recipe recipe = RecipeReader.read(file, Job.TRAIN, List.of());
    assertThat(recipe.scoring().judges())
        .containsExactly(
            new JudgeKeys(
                "semantic_alignment",
                RECIPES.resolve("phantom-judge").toAbsolutePath().normalize()));
  }

  @Test
  void thePhantomsOfTuningAndOfTheQuickstartDiffer() {
    Recipe quickstart = RecipeReader.read(RECIPES.resolve("quickstart.yaml"), Job.TRAIN, List.of());
    Recipe sft = RecipeReader.read(RECIPES.resolve("phantom-sft.yaml"), Job.SFT, List.of());
    assertThat(quickstart.data().phantom().orElseThrow().seed())
        .isNotEqualTo(sft.data().phantom().orElseThrow().seed());
  }
}
