package dev.preceptor.vqa.grading;

/**
 * 1 if the whole response is {@code <think>…</think>} followed by {@code <answer>…</answer>}, else
 * 0.
 *
 * <p>Equivalent to a full match of {@code <think>.*?</think>\s*<answer>.*?</answer>} with a dot
 * that matches line breaks, which is the format reward of VisualThinker-R1-Zero, whose settings the
 * paper uses. White space is allowed between the two parts, nothing before or after them.
 * Implemented by plain search, so it takes linear time and cannot overflow the stack.
 */
public final class FormatReward implements RewardFunction {

  private static final String CHECK = "tags";
  private static final String THINK = "<think>";
  private static final String END_THINK = "</think>";
  private static final String ANSWER = "<answer>";
  private static final String END_ANSWER = "</answer>";

  @Override
  public String name() {
    return "format";
  }

  @Override
  public Grade grade(Graded graded) {
    String response = graded.response();
    if (!response.startsWith(THINK)) {
      return new Grade(0, CHECK, "does not start with " + THINK);
    }
    if (!response.contains(END_THINK)) {
      return new Grade(0, CHECK, "no " + END_THINK);
    }
    if (!response.endsWith(END_ANSWER)) {
      return new Grade(0, CHECK, "does not end with " + END_ANSWER);
    }
    return answerFollowsThinking(response)
        ? new Grade(1, CHECK, "thinks, then answers")
        : new Grade(0, CHECK, "no " + ANSWER + " right after " + END_THINK);
  }

  private static boolean answerFollowsThinking(String response) {
    int lastAnswer = response.length() - END_ANSWER.length() - ANSWER.length();
    int from = THINK.length();
    while (true) {
      int end = response.indexOf(END_THINK, from);
      if (end < 0) {
        return false;
      }
      int next = end + END_THINK.length();
      while (next < response.length() && ChoiceText.isSpace(response.charAt(next))) {
        next++;
      }
      if (next <= lastAnswer && response.startsWith(ANSWER, next)) {
        return true;
      }
      from = next;
    }
  }
}
