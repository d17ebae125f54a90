package dev.preceptor.recipe;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShippedRecipesTest {
  private static final Path RECIPES = Path.of("..", "recipes");

  @ParameterizedTest
  @CsvSource({
    "quickstart.yaml, TRAIN",
    "phantom-sft.yaml, SFT",
    "paper/grpo.yaml, TRAIN",
    "paper/dr_grpo.yaml, TRAIN",
    "paper/from_scratch.yaml, TRAIN"
  })
  void everyShippedRecipeIsReadAndWritten(String name, Job job) {
    Recipe recipe = RecipeReader.read(RECIPES.resolve(name), job, List.of());
    assertThat(RecipeReader.parse(name, recipe.toYaml(), job)).isEqualTo(recipe);
  }

  @ParameterizedTest
  @CsvSource({
    "grpo.yaml, grpo, CHAT, Qwen2-VL-2B-Instruct",
    "dr_grpo.yaml, dr_grpo, CHAT, Qwen2-VL-2B-Instruct",
    "from_scratch.yaml, grpo, BASE, Qwen2-VL-2B"
  })
  void thePapersRecipesHaveItsAppendixA(
      String name, String algorithm, PromptStyle template, String model) {
    Recipe recipe = RecipeReader.read(RECIPES.resolve("paper").resolve(name), Job.TRAIN, List.of());

    assertThat(recipe.sampling())
        .isEqualTo(
            new SamplingKeys(8, 8, 1024, 700, 1.0, 8, OptionalInt.empty(), OptionalInt.of(401408)));
    assertThat(recipe.objective()).isEqualTo(new ObjectiveKeys(algorithm, 0.04, 0.2));
    assertThat(recipe.optimizer().learningRate()).isEqualTo(1e-6);
    assertThat(recipe.optimizer().gradientAccumulationSteps()).isEqualTo(2);
    assertThat(recipe.maxSteps()).isEqualTo(1500);
    assertThat(recipe.checkpoints().saveSteps()).isEqualTo(100);
    assertThat(recipe.data().promptTemplate()).isEqualTo(template);
    assertThat(recipe.modelFolder())
        .isEqualTo(RECIPES.resolveSibling("weights").resolve(model).toAbsolutePath().normalize());
  }

  @Test
  void thePhantomsOfTuningAndOfTheQuickstartDiffer() {
    Recipe quickstart = RecipeReader.read(RECIPES.resolve("quickstart.yaml"), Job.TRAIN, List.of());
    Recipe sft = RecipeReader.read(RECIPES.resolve("phantom-sft.yaml"), Job.SFT, List.of());
    assertThat(quickstart.data().phantom().orElseThrow().seed())
        .isNotEqualTo(sft.data().phantom().orElseThrow().seed());
  }
}
