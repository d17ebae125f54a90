package dev.preceptor.models.algorithm;

import ai.djl.ndarray.NDArray;
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
   * One group's loss from its tokens'.
   *
   * @param tokenLoss [group, completion]
   * @param mask [group, completion], 1 where a token was sampled
   * @param maxCompletionLength the recipe's length limit, tokens
   * @return []
   */
  NDArray reduce(NDArray tokenLoss, NDArray mask, int maxCompletionLength);

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
