package dev.preceptor.recipe;

/** A recipe cannot be used. The message is one line: where, which value, and the mend. */
public final class RecipeException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  public RecipeException(String message) {
    super(message);
  }

  public RecipeException(String message, Throwable cause) {
    super(message, cause);
  }
}
