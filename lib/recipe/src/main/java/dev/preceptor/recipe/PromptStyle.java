package dev.preceptor.recipe;

/** Values of {@code prompt_template}. */
public enum PromptStyle {
  /** A user turn of the model's chat template. */
  CHAT,
  /** The conversation text for base models. */
  BASE,
  /** A judge's question about a statement, for supervised fine-tuning of judges. */
  JUDGE
}
