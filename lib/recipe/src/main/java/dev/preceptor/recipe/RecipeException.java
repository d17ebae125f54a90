package dev.preceptor.recipe;

import java.util.Collection;

/** A recipe cannot be used. The message is one line: where, which value, and the fix. */
public final class RecipeException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;
  private static final int EXCERPT_CHARS = 60;

  private final String key;
  private final String problem;

  /** The key that a mistyped one was meant to be; null where it is not about that. */
  private final String meant;

  RecipeException(String key, String problem) {
    this(key, problem, null, key + ": " + problem, null);
  }

  private RecipeException(
      String key, String problem, String meant, String message, Throwable cause) {
    super(oneLine(message), cause);
    this.key = key;
    this.problem = problem;
    this.meant = meant;
  }

  /** The recipe as a whole cannot be used. */
  static RecipeException of(String message, Throwable cause) {
    return new RecipeException("", message, null, message, cause);
  }

  /** There is no such key. */
  static RecipeException unknown(String key, Collection<String> known) {
    return unknown(key, NearestName.to(key, known));
  }

  private static RecipeException unknown(String key, String meant) {
    String problem = "no such key; did you mean " + meant + "?";
    return new RecipeException(key, problem, meant, key + ": " + problem, null);
  }

  /** The same, with the place where the value was written put before it. */
  RecipeException at(String place) {
    return new RecipeException(key, problem, meant, place + getMessage(), this);
  }

  /**
   * The same, of a mapping within the recipe.
   *
   * @param outer the mapping's own key, such as {@code judges[0]}; empty for the recipe itself
   */
  RecipeException within(String outer) {
    if (outer.isEmpty()) {
      return this;
    }
    if (meant != null) {
      return unknown(outer + "." + key, outer + "." + meant);
    }
    return new RecipeException(key.isEmpty() ? outer : outer + "." + key, problem);
  }

  /** The key whose value cannot be used; empty where it is the recipe as a whole. */
  public String key() {
    return key;
  }

  /** As much of a value as a message repeats. */
  static String excerpt(String value) {
    return value.length() <= EXCERPT_CHARS ? value : value.substring(0, EXCERPT_CHARS) + "…";
  }

  private static String oneLine(String message) {
    return message.replaceAll("\\s*\\R\\s*", " ").strip();
  }
}
