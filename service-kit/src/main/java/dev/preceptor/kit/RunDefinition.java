package dev.preceptor.kit;

import dev.preceptor.recipe.Recipe;
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
    String code) {}
