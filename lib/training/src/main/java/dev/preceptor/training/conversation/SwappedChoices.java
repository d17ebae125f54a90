package dev.preceptor.training.conversation;

import dev.preceptor.vqa.Question;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Makes a wrong answer of a right one: the same text with two choices swapped, wherever their texts
 * or the letter of the answer are written.
 *
 * @param question the question
 * @param right the choice that the answer gives, from 0
 * @param wrong the choice that the other one is to give
 */
public record SwappedChoices(Question question, int right, int wrong) {

  private static final String NO_WORD_BEFORE = "(?<![\\p{L}\\p{N}])";
  private static final String NO_WORD_AFTER = "(?![\\p{L}\\p{N}])";
  private static final Pattern ANSWER = Pattern.compile("(<answer>\\s*)([A-D])(?=\\s*</answer>)");

  /** The answer with the choices swapped. A letter beside a choice's text goes with it. */
  public String in(String answer) {
    String first = question.choices().get(right);
    String second = question.choices().get(wrong);
    Pattern texts =
        Pattern.compile(
            "%s(%s|%s)%s(?:( )([A-D])%s)?"
                .formatted(
                    NO_WORD_BEFORE,
                    Pattern.quote(first.length() < second.length() ? second : first),
                    Pattern.quote(first.length() < second.length() ? first : second),
                    NO_WORD_AFTER,
                    NO_WORD_AFTER));
    String swapped =
        texts
            .matcher(answer)
            .replaceAll(
                found ->
                    Matcher.quoteReplacement(
                        (found.group(1).equals(first) ? second : first)
                            + (found.group(2) == null ? "" : " " + letter(found, 3))));
    return ANSWER.matcher(swapped).replaceAll(found -> found.group(1) + letter(found, 2));
  }

  private char letter(MatchResult found, int group) {
    char letter = found.group(group).charAt(0);
    char first = (char) ('A' + right);
    char second = (char) ('A' + wrong);
    return letter == first ? second : letter == second ? first : letter;
  }
}
