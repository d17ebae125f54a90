package dev.preceptor.models.language;

import dev.preceptor.models.InputException;
import dev.preceptor.models.NotFiniteException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The perplexity of a text: exp of the mean negative log-likelihood (natural log) of all tokens
 * after the first, each given the tokens before it. The tokens include those that the tokenizer
 * adds to every text, such as Mistral's {@code <s>}; the first token is not scored.
 *
 * @param tokenIds the text's tokens
 * @param value the perplexity, at least 1
 */
public record Perplexity(int[] tokenIds, double value) {

  /**
   * Computes the perplexity of a text.
   *
   * @throws InputException if it has fewer than two tokens, or too many for the model
   * @throws NotFiniteException if the perplexity, or a log-probability, is not finite
   */
  public static Perplexity of(LanguageModel model, String text) {
    int[] ids = model.tokenizer().encode(text, true);
    if (ids.length < 2) {
      throw new InputException(
          "the text has too few tokens for a perplexity (%d); give a longer one"
              .formatted(ids.length));
    }
    int most = model.architecture().maxPositionEmbeddings();
    if (ids.length > most) {
      throw new InputException(
          "the text has %d tokens, more than the model's %d positions; shorten it"
              .formatted(ids.length, most));
    }
    TokenizedPrompt first = new TokenizedPrompt(new int[] {ids[0]}, 0, Optional.empty());
    int[] rest = Arrays.copyOfRange(ids, 1, ids.length);
    double sum = 0;
    for (float logprob : model.score(first, List.of(rest)).get(0).logprobs()) {
      sum += logprob;
    }
    double value = Math.exp(-sum / rest.length);
    if (!Double.isFinite(value)) {
      throw new NotFiniteException(
          "the perplexity is %s: the mean negative log-likelihood is %.1f, too much for a double; the text or the model is not what it should be"
              .formatted(value, -sum / rest.length));
    }
    return new Perplexity(ids, value);
  }
}
