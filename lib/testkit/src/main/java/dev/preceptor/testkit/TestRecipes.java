package dev.preceptor.testkit;

import dev.preceptor.recipe.Job;
import dev.preceptor.recipe.Recipe;
import dev.preceptor.recipe.RecipeReader;
import java.util.List;

/** Recipes for tests; their model folder does not exist. */
public final class TestRecipes {

  private TestRecipes() {}

  /** A recipe with 4 groups per step and phantom questions, plus further lines of YAML. */
  public static Recipe drawn(String... lines) {
    var yaml =
        """
        model: /nowhere/model
        phantom: {train: 8, test: 4, size: 56, seed: 1}
        prompts_per_step: 4
        num_generations: 2
        max_completion_length: 16
        rewards: [{name: format, weight: 1}]
        partitions: 2
        threads: 2
        %s
        """
            .formatted(String.join("\n", List.of(lines)));
    return RecipeReader.parse("test.yaml", yaml, Job.TRAIN);
  }
}
