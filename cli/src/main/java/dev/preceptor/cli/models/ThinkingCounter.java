package dev.preceptor.cli.models;

import dev.preceptor.models.checkpoint.Checkpoint;
import dev.preceptor.models.text.Tokenizer;
import dev.preceptor.models.text.Tokenizers;
import dev.preceptor.vqa.ThinkingSpan;
import dev.preceptor.vqa.ThinkingTokens;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Measures the thinking text of a response: in the tokens of a model, or in words without a model.
 *
 * @param tokenizer of the model, if there is one
 */
record ThinkingCounter(Optional<Tokenizer> tokenizer) implements AutoCloseable {

  /** A counter of the model's tokens, or of words without a model. */
  static ThinkingCounter of(Optional<Path> model) {
    return new ThinkingCounter(
        model.map(
            folder -> {
              try (Checkpoint checkpoint = Checkpoint.open(folder)) {
                return Tokenizers.from(checkpoint);
              }
            }));
  }

  /** The unit of {@link #count}. */
  String unit() {
    return tokenizer.isPresent() ? "tokens" : "words";
  }

  /** The length of a response's thinking text. */
  int count(String response) {
    return tokenizer.map(tokens -> tokens(tokens, response)).orElseGet(() -> words(response));
  }

  private static int tokens(Tokenizer tokenizer, String response) {
    int[] ids = tokenizer.encode(response);
    return ThinkingTokens.count("", tokenizer.decode(ids), ids, tokenizer::decode);
  }

  private static int words(String response) {
    String text = ThinkingSpan.of(response).text(response);
    int words = 0;
    boolean within = false;
    for (int i = 0; i < text.length(); i++) {
      boolean space = Character.isWhitespace(text.charAt(i));
      words += !space && !within ? 1 : 0;
      within = !space;
    }
    return words;
  }

  @Override
  public void close() {
    tokenizer.ifPresent(Tokenizer::close);
  }
}
