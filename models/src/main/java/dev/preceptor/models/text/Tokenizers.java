package dev.preceptor.models.text;

import dev.preceptor.models.checkpoint.ModelSource;

/** Makes the tokenizer that belongs to a model. */
public final class Tokenizers {

  private Tokenizers() {}

  /** Reads the model's tokenizer files. */
  public static Tokenizer from(ModelSource model) {
    throw new UnsupportedOperationException();
  }
}
