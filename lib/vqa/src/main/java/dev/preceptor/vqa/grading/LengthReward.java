package dev.preceptor.vqa.grading;

import java.util.List;

/**
 * A reward for the length of the thinking text: {@code min(cap, perToken · tokens)}, from 0 to
 * {@code cap}. The paper (Sections 3.3 and B.4) counts the tokens of the reasoning and does not
 * give the factor.
 *
 * @param perToken recipe parameter {@code per_token}; above 0
 * @param cap recipe parameter {@code cap}; above 0, infinite by default
 */
record LengthReward(double perToken, double cap) {

  static final LengthReward DEFAULT = new LengthReward(0.001, Double.POSITIVE_INFINITY);

  private static final String CHECK = "tokens";

  static LengthReward of(RewardParameters parameters) {
    parameters.refuseUnknown(List.of("per_token", "cap"));
    return new LengthReward(
        parameters.positive("per_token").orElse(DEFAULT.perToken),
        parameters.positive("cap").orElse(DEFAULT.cap));
  }

  /** The reward of a response; unscorable if its tokens were not counted. */
  Grade grade(Graded graded) {
    if (graded.thinkingTokens().isEmpty()) {
      return Grade.unscorable(CHECK, "the tokens of the thinking text were not counted");
    }
    int tokens = graded.thinkingTokens().getAsInt();
    double value = perToken * tokens;
    String why = "%d tokens of thinking".formatted(tokens);
    return value > cap
        ? new Grade(cap, CHECK, "%s, capped at %s".formatted(why, number(cap)))
        : new Grade(value, CHECK, why);
  }

  private static String number(double value) {
    return Double.toString(value);
  }
}
