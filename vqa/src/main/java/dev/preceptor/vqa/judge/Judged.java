package dev.preceptor.vqa.judge;

import java.util.OptionalDouble;

/**
 * A judge's word on one statement.
 *
 * @param ruling what it decides
 * @param yesLogprob log-probability of the continuation {@code " Yes"}; absent when the model was
 *     not asked
 * @param noLogprob log-probability of the continuation {@code " No"}; absent when the model was not
 *     asked
 * @param promptIds token ids of the judge's prompt; none when the model was not asked
 * @param why why the model had no say; empty otherwise
 */
public record Judged(
    Ruling ruling,
    OptionalDouble yesLogprob,
    OptionalDouble noLogprob,
    int[] promptIds,
    String why) {

  /** Nothing could be judged, through no fault of the response. */
  static Judged unscorable(String why) {
    return unasked(Ruling.UNSCORABLE, why);
  }

  /** The response offers nothing to judge: a property of its own, so a no. */
  static Judged nothingToJudge(String why) {
    return unasked(Ruling.NO, why);
  }

  private static Judged unasked(Ruling ruling, String why) {
    return new Judged(ruling, OptionalDouble.empty(), OptionalDouble.empty(), new int[0], why);
  }
}
