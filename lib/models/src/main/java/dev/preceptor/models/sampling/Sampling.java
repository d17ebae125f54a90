package dev.preceptor.models.sampling;

import dev.preceptor.models.InputException;
import java.util.List;

/**
 * The settings for sampling completions.
 *
 * @param temperature divides the logits; 0 is greedy, and what tends to 0 tends to greedy decoding,
 *     with a log-probability of 0 for each token
 * @param maxNewTokens most tokens of a completion
 * @param suppress ids that are never sampled
 */
public record Sampling(double temperature, int maxNewTokens, List<Integer> suppress) {

  public Sampling {
    if (!(temperature >= 0 && temperature <= 100)) {
      throw new InputException("temperature " + temperature + " is out of range; use 0 to 100");
    }
    if (maxNewTokens < 1) {
      throw new InputException(
          "max_new_tokens " + maxNewTokens + " is out of range; use 1 or more");
    }
    suppress = List.copyOf(suppress);
  }

  /** Greedy decoding. */
  public static Sampling greedy(int maxNewTokens) {
    return new Sampling(0, maxNewTokens, List.of());
  }
}
