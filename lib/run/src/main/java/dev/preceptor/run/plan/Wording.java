package dev.preceptor.run.plan;

import dev.preceptor.recipe.PromptStyle;
import dev.preceptor.recipe.Recipe;
import dev.preceptor.vqa.PromptTemplate;

/** The prompt template of a run. */
public final class Wording {

  private Wording() {}

  /** The template of a recipe's {@code prompt_template}. */
  public static PromptTemplate of(Recipe recipe) {
    return of(recipe.data().promptTemplate());
  }

  private static PromptTemplate of(PromptStyle style) {
    return switch (style) {
      case CHAT -> PromptTemplate.CHAT;
      case BASE -> PromptTemplate.BASE;
      case JUDGE -> throw new IllegalArgumentException("a run asks questions, not for verdicts");
    };
  }
}
