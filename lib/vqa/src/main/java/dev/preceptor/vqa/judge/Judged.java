package dev.preceptor.vqa.judge;

import java.util.OptionalDouble;

/**
 * A judge's word on one statement.
 *
 * @param ruling what it decides
 * @param yesLogprob log-probability of the continuation {@code " Yes"}; absent when the model was
 *     not asked, or does not tell
 * @param noLogprob log-probability of the continuation {@code " No"}; absent when the model was not
 *     asked, or does not tell
 * @param promptIds token ids of the judge's prompt; none when the model was not asked, or is a
 *     server's
 * @param fault what kind of failure it is, where there is no verdict
 * @param why why the model had no say; empty otherwise
 */
public record Judged(
    Ruling ruling,
    OptionalDouble yesLogprob,
    OptionalDouble noLogprob,
    int[] promptIds,
    Fault fault,
    String why) {

  /** A verdict. */
  public static Judged verdict(boolean yes, OptionalDouble yesLogprob, OptionalDouble noLogprob) {
    return new Judged(
        yes ? Ruling.YES : Ruling.NO, yesLogprob, noLogprob, new int[0], Fault.NONE, "");
  }

  /** Nothing could be judged, through no fault of the response. */
  public static Judged unscorable(Fault fault, String why) {
    return unasked(Ruling.UNSCORABLE, fault, why);
  }

  /** The response offers nothing to judge: a property of its own, so a no. */
  static Judged nothingToJudge(String why) {
    return unasked(Ruling.NO, Fault.NONE, why);
  }

  /** The judge cannot be asked now. */
  static Judged away(Fault fault, String why) {
    return unasked(Ruling.AWAY, fault, why);
  }

  /** Whether the judge decided, rather than a rule or a failure. */
  public boolean isVerdict() {
    return (ruling == Ruling.YES || ruling == Ruling.NO) && why.isEmpty();
  }

  private static Judged unasked(Ruling ruling, Fault fault, String why) {
    return new Judged(
        ruling, OptionalDouble.empty(), OptionalDouble.empty(), new int[0], fault, why);
  }
}
