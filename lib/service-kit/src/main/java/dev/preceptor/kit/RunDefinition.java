package dev.preceptor.kit;

import dev.preceptor.recipe.Job;
import dev.preceptor.recipe.Recipe;
import dev.preceptor.recipe.RecipeReader;
import dev.preceptor.schemas.Definition;
import dev.preceptor.schemas.Topics;

/**
 * What the run is, as every service reads it from the definition topic before it does anything.
 *
 * @param topics the run's topics
 * @param recipe the resolved recipe
 * @param modelSha256 of the weights at the start
 * @param trainSha256 of the training file
 * @param testSha256 of the test file
 * @param code version of the program that started the run
 */
public record RunDefinition(
    Topics topics,
    Recipe recipe,
    String modelSha256,
    String trainSha256,
    String testSha256,
    String code) {

  /**
   * What a record of the definition topic says.
   *
   * @throws dev.preceptor.recipe.RecipeException if this version cannot use the recipe
   */
  static RunDefinition of(Topics topics, Definition definition) {
    Recipe recipe =
        RecipeReader.parse(
            "the definition of run " + topics.run(), definition.getRecipe(), Job.TRAIN);
    return new RunDefinition(
        topics,
        recipe,
        definition.getModelSha256(),
        definition.getTrainSha256(),
        definition.getTestSha256(),
        definition.getCode());
  }
}
