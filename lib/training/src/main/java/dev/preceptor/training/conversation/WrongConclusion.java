package dev.preceptor.training.conversation;

import dev.preceptor.vqa.Question;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Makes a wrong answer of a right one, which differs in its conclusion alone: the last mention of
 * the right choice in the reasoning, and what stands in the answer's tag.
 *
 * @param question the question
 * @param right the choice that the answer gives, from 0
 * @param wrong the choice that the other one is to give
 */
public record WrongConclusion(Question question, int right, int wrong) {

  private static final String TAG = "<answer>";

  /** The answer with the wrong conclusion; the same answer if it names no choice. */
  public String of(String answer) {
    int tag = answer.lastIndexOf(TAG);
    String reasoning = tag < 0 ? answer : answer.substring(0, tag);
    String tagged = tag < 0 ? "" : answer.substring(tag);
    return inReasoning(reasoning) + inTag(tagged);
  }

  /** A letter beside the choice's text goes with it. */
  private String inReasoning(String reasoning) {
    Matcher mention =
        Pattern.compile(
                "(?<![\\p{L}\\p{N}])%s(?<letter> %s)?(?![\\p{L}\\p{N}])"
                    .formatted(Pattern.quote(question.choices().get(right)), letter(right)))
            .matcher(reasoning);
    int start = -1;
    int end = -1;
    String conclusion = "";
    while (mention.find()) {
      start = mention.start();
      end = mention.end();
      conclusion =
          question.choices().get(wrong)
              + (mention.group("letter") == null ? "" : " " + letter(wrong));
    }
    return start < 0
        ? reasoning
        : reasoning.substring(0, start) + conclusion + reasoning.substring(end);
  }

  private String inTag(String tagged) {
    return tagged
        .replaceFirst(
            "^<answer>(\\s*)" + letter(right) + "(\\s*)</answer>",
            "<answer>$1" + letter(wrong) + "$2</answer>")
        .replace(
            TAG + question.choices().get(right) + "</answer>",
            TAG + question.choices().get(wrong) + "</answer>");
  }

  private static char letter(int choice) {
    return (char) ('A' + choice);
  }
}
