package dev.preceptor.models.algorithm;

import dev.preceptor.models.InputException;
import java.util.List;

/** What tells GRPO and its variants apart: the baseline of a group, and how its tokens average. */
public interface Algorithm {

  /** Every algorithm that a recipe can name. */
  List<Algorithm> ALL = List.of(new Grpo(), new DrGrpo());

  /** The recipe's name for it. */
  String name();

  /** Advantage of each response of one group from the group's rewards. */
  double[] advantages(double[] rewards);

  /**
   * A token's share of its group's loss, which is the sum of its tokens' losses by their shares.
   *
   * @param tokens of the response that the token belongs to
   * @param responses of the group
   * @param maxCompletionLength the recipe's length limit, tokens
   */
  double tokenWeight(int tokens, int responses, int maxCompletionLength);

  /** The algorithm of that name. */
  static Algorithm named(String name) {
    return ALL.stream()
        .filter(algorithm -> algorithm.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new InputException(
                    "algorithm '"
                        + name
                        + "' is unknown; use one of "
                        + ALL.stream().map(Algorithm::name).toList()));
  }
}
