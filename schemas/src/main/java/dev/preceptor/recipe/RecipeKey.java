package dev.preceptor.recipe;

/** Every key that a recipe can have. */
public enum RecipeKey {
  MODEL;
}
