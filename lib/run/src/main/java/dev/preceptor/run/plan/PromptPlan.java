package dev.preceptor.run.plan;

import dev.preceptor.models.checkpoint.ModelSource;
import dev.preceptor.models.checkpoint.ModelWithFiles;
import dev.preceptor.models.image.ImageProcessor;
import dev.preceptor.models.language.Architecture;
import dev.preceptor.models.language.Processor;
import dev.preceptor.recipe.Recipe;
import dev.preceptor.vqa.PromptTemplate;
import dev.preceptor.vqa.QuestionPrompts;
import java.util.OptionalInt;

/**
 * How a recipe's questions are put to the policy.
 *
 * @param template how a question is worded
 * @param minPixels of an image, or the model's own bound
 * @param maxPixels of an image, or the model's own bound
 */
public record PromptPlan(PromptTemplate template, OptionalInt minPixels, OptionalInt maxPixels) {

  /**
   * A recipe's plan.
   *
   * @throws IllegalArgumentException if {@code prompt_template} is {@code judge}, which asks for
   *     verdicts on statements and has no questions
   */
  public static PromptPlan of(Recipe recipe) {
    PromptTemplate template =
        switch (recipe.data().promptTemplate()) {
          case CHAT -> PromptTemplate.CHAT;
          case BASE -> PromptTemplate.BASE;
          case JUDGE ->
              throw new IllegalArgumentException("prompt_template judge asks no questions");
        };
    return new PromptPlan(template, recipe.sampling().minPixels(), recipe.sampling().maxPixels());
  }

  /** The prompts for a model with this processor. */
  public QuestionPrompts prompts(Processor processor) {
    return QuestionPrompts.of(template, processor, minPixels, maxPixels);
  }

  /**
   * The model that the recipe starts from, with the recipe's image bounds in its files: whoever
   * reads a checkpoint of it sees the images that it was trained with.
   *
   * @throws dev.preceptor.models.InputException if the model's own bounds contradict the recipe's
   */
  public ModelSource withBounds(ModelSource model) {
    if (minPixels.isEmpty() && maxPixels.isEmpty()) {
      return model;
    }
    ImageProcessor images = Architecture.of(model).images(model).withPixels(minPixels, maxPixels);
    return new ModelWithFiles(model, images.written(model));
  }
}
