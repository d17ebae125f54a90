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
public record JudgedStatement(
    Ruling ruling,
    OptionalDouble yesLogprob,
    OptionalDouble noLogprob,
    int[] promptIds,
    JudgeFault fault,
    String why) {

  /** A verdict. */
  public static JudgedStatement verdict(
      boolean yes, OptionalDouble yesLogprob, OptionalDouble noLogprob) {
    return new JudgedStatement(
        yes ? Ruling.YES : Ruling.NO, yesLogprob, noLogprob, new int[0], JudgeFault.NONE, "");
  }

  /** Nothing could be judged, through no fault of the response. */
  public static JudgedStatement unscorable(JudgeFault fault, String why) {
    return unasked(Ruling.UNSCORABLE, fault, why);
  }

  /** The response offers nothing to judge: a property of its own, so a no. */
  static JudgedStatement nothingToJudge(String why) {
    return unasked(Ruling.NO, JudgeFault.NONE, why);
  }

  /** The judge cannot be asked now. */
  static JudgedStatement away(JudgeFault fault, String why) {
    return unasked(Ruling.AWAY, fault, why);
  }

  /** Whether the judge decided, rather than a rule or a failure. */
  public boolean isVerdict() {
    return (ruling == Ruling.YES || ruling == Ruling.NO) && why.isEmpty();
  }

  private static JudgedStatement unasked(Ruling ruling, JudgeFault fault, String why) {
    return new JudgedStatement(
        ruling, OptionalDouble.empty(), OptionalDouble.empty(), new int[0], fault, why);
  }
}
