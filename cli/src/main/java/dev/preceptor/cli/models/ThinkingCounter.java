package dev.preceptor.cli.models;

import dev.preceptor.models.checkpoint.Checkpoint;
import dev.preceptor.models.text.Tokenizer;
import dev.preceptor.models.text.Tokenizers;
import dev.preceptor.vqa.ThinkingSpan;
import dev.preceptor.vqa.ThinkingTokens;
import java.nio.file.Path;
import java.util.Optional;

/**
 * How long the thinking of a text is: in a model's tokens, or without a model in words, since a
 * text alone has no tokens.
 *
 * @param tokenizer the model's
 */
record ThinkingCounter(Optional<Tokenizer> tokenizer) implements AutoCloseable {

  /** Counts a model's tokens; without a model counts words. */
  static ThinkingCounter of(Optional<Path> model) {
    return new ThinkingCounter(
        model.map(
            folder -> {
              try (Checkpoint checkpoint = Checkpoint.open(folder)) {
                return Tokenizers.from(checkpoint);
              }
            }));
  }

  /** What {@link #count} counts. */
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
