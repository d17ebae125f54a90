package dev.preceptor.recipe;

/** A recipe cannot be used. The message is one line: where, which value, and the mend. */
public final class RecipeException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  private final String key;

  RecipeException(String key, String problem) {
    super(oneLine(key + ": " + problem));
    this.key = key;
  }

  private RecipeException(String key, String message, Throwable cause) {
    super(oneLine(message), cause);
    this.key = key;
  }

  /** The recipe as a whole cannot be used. */
  static RecipeException of(String message, Throwable cause) {
    return new RecipeException("", message, cause);
  }

  /** The same, with the place where the value was written put before it. */
  RecipeException at(String place) {
    return new RecipeException(key, place + getMessage(), this);
  }

  /** The same, of a mapping within the recipe. */
  RecipeException within(String prefix) {
    return new RecipeException(prefix + key, prefix + getMessage(), this);
  }

  /** The key whose value cannot be used; empty where it is the recipe as a whole. */
  public String key() {
    return key;
  }

  private static String oneLine(String message) {
    return message.replaceAll("\\s*\\R\\s*", " ").strip();
  }
}
