package dev.preceptor.models.algorithm;

import dev.preceptor.models.InputException;
import java.util.List;

/**
 * A policy-gradient algorithm. GRPO and its variants differ in how rewards become advantages and
 * how token losses are averaged.
 */
public interface Algorithm {

  /** Every algorithm that a recipe can name. */
  List<Algorithm> ALL = List.of(new Grpo(), new DrGrpo());

  /** Its name in recipes. */
  String name();

  /** The advantages of a group's responses, from its rewards. [responses] to [responses] */
  double[] advantages(double[] rewards);

  /**
   * The weight of a token's loss in its group's loss, which is the weighted sum over all tokens of
   * the group.
   *
   * @param tokens number of tokens in the token's response
   * @param responses number of responses in the group
   * @param maxCompletionLength the recipe's length limit, tokens
   */
  double tokenWeight(int tokens, int responses, int maxCompletionLength);

  /**
   * The algorithm with a name.
   *
   * @throws InputException if there is none
   */
  static Algorithm named(String name) {
    return ALL.stream()
        .filter(algorithm -> algorithm.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new InputException(
                    "algorithm: '"
                        + name
                        + "' is unknown; use one of "
                        + ALL.stream().map(Algorithm::name).toList()));
  }
}
