package dev.preceptor.vqa.grader;

import dev.preceptor.vqa.grading.Graded;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The accuracy reward of VisualThinker-R1-Zero ({@code open_r1/grpo.py}, commit {@code cd71978})
 * against the letter: correct where the text of the first {@code <answer>} tag, or the whole
 * response without one, is the letter, or its last letter from A to H that stands alone is. Its
 * symbolic comparison by math-verify comes first there; it is left out, since a letter is no
 * formula.
 */
final class VisualThinkerGrader implements Grader {

  /** As Python's, a full stop does not match a line break. */
  private static final Pattern TAG = Pattern.compile("<answer>([^\\n]*?)</answer>");

  private static final Pattern LONE_LETTER =
      Pattern.compile("(^|\\s|\\[|\\()([A-H])(\\s|\\]|\\)|$)");

  @Override
  public String name() {
    return "visualthinker";
  }

  @Override
  public boolean isCorrect(Graded graded) {
    String right = String.valueOf(graded.answer());
    Matcher tag = TAG.matcher(graded.response());
    String answer = (tag.find() ? tag.group(1) : graded.response()).strip();
    return answer.equals(right) || lastLetter(answer).equals(right);
  }

  private static String lastLetter(String text) {
    String last = "";
    Matcher letters = LONE_LETTER.matcher(text);
    while (letters.find()) {
      last = letters.group(2);
    }
    return last;
  }
}
