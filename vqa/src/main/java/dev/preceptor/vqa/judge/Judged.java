package dev.preceptor.vqa.judge;

import java.util.OptionalDouble;

/**
 * A judge's word on one statement.
 *
 * @param ruling what it decides
 * @param yesLogprob log-probability of the continuation {@code " Yes"}; absent when unscorable
 * @param noLogprob log-probability of the continuation {@code " No"}; absent when unscorable
 * @param promptIds token ids of the judge's prompt; none when the model was not asked
 * @param why why it could not be judged; empty otherwise
 */
public record Judged(
    Ruling ruling,
    OptionalDouble yesLogprob,
    OptionalDouble noLogprob,
    int[] promptIds,
    String why) {

  static Judged unscorable(String why) {
    return new Judged(
        Ruling.UNSCORABLE, OptionalDouble.empty(), OptionalDouble.empty(), new int[0], why);
  }
}
