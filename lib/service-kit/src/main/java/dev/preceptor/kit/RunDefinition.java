package dev.preceptor.kit;

import dev.preceptor.recipe.InputRoots;
import dev.preceptor.recipe.Job;
import dev.preceptor.recipe.Recipe;
import dev.preceptor.recipe.RecipeReader;
import dev.preceptor.run.RunInput;
import dev.preceptor.schemas.Definition;
import dev.preceptor.schemas.Topics;
import java.util.Map;
import java.util.Optional;

/**
 * The definition of a run, which each service reads from the definition topic when it starts.
 *
 * @param topics the run's topics
 * @param recipe the resolved recipe, with the paths of its inputs on this machine
 * @param modelSha256 hash of the initial weights
 * @param trainSha256 hash of the training file
 * @param testSha256 hash of the test file
 * @param code version of Preceptor that started the run
 * @param rewardsSha256 hash of the users' rewards; empty if it was not recorded
 * @param inputSha256 hashes of what else services open, by {@link RunInput}'s names
 * @param isStopped whether the run was stopped before its last step
 */
public record RunDefinition(
    Topics topics,
    Recipe recipe,
    String modelSha256,
    String trainSha256,
    String testSha256,
    String code,
    Optional<String> rewardsSha256,
    Map<String, String> inputSha256,
    boolean isStopped) {

  public RunDefinition {
    inputSha256 = Map.copyOf(inputSha256);
  }

  /**
   * The definition in a record of the definition topic.
   *
   * @throws dev.preceptor.recipe.RecipeException if this version cannot use the recipe
   */
  static RunDefinition of(Topics topics, Definition definition) {
    Recipe recipe =
        RecipeReader.parse(
            "the definition of run " + topics.run(),
            definition.getRecipe(),
            Job.TRAIN,
            InputRoots.of(System.getenv())::find);
    return new RunDefinition(
        topics,
        recipe,
        definition.getModelSha256(),
        definition.getTrainSha256(),
        definition.getTestSha256(),
        definition.getCode(),
        Optional.ofNullable(definition.getRewardsSha256()),
        Optional.ofNullable(definition.getInputSha256()).orElse(Map.of()),
        definition.getStoppedMillis() != null);
  }
}
