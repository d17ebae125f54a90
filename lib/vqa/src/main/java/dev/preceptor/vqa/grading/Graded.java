package dev.preceptor.vqa.grading;

import dev.preceptor.models.InputException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/**
 * A response together with the question that it is graded against.
 *
 * @param response the whole response, including what its prompt opened
 * @param choices the texts of A, B, C and so on, without their letters; 2 to 26
 * @param answer the correct letter
 * @param question the question; empty if it is not known
 * @param thinkingTokens number of tokens of the response's thinking text; empty if it is not known
 */
public record Graded(
    String response,
    List<String> choices,
    char answer,
    String question,
    OptionalInt thinkingTokens) {

  /** A response without question and token count. */
  public Graded(String response, List<String> choices, char answer) {
    this(response, choices, answer, "", OptionalInt.empty());
  }

  public Graded {
    choices = List.copyOf(choices);
    requireCount(choices.size());
    if (answer < 'A' || answer >= 'A' + choices.size()) {
      throw new InputException("answer: " + noSuchLetter(String.valueOf(answer), choices.size()));
    }
  }

  /**
   * From texts as users and records write them: choices may include their letters ({@code "B:
   * CT"}), and the answer is a letter in upper or lower case.
   *
   * @throws InputException if a choice is empty or the answer is not a choice's letter
   */
  public static Graded of(String response, List<String> choices, String answer) {
    requireCount(choices.size());
    List<String> texts = ChoiceText.withoutLetters(choices);
    int empty = texts.indexOf("");
    if (empty >= 0) {
      throw new InputException(
          "choices: choice " + (char) ('A' + empty) + " is empty; give it a text");
    }
    char letter =
        ChoiceText.letter(answer, choices.size())
            .orElseThrow(
                () ->
                    new InputException(
                        "answer: " + noSuchLetter(ChoiceText.clean(answer), choices.size())));
    return new Graded(response, texts, letter);
  }

  /**
   * The responses of a group.
   *
   * @param thinkingTokens one per response; empty if they were not counted
   */
  public static List<Graded> group(
      List<String> responses,
      List<String> choices,
      char answer,
      String question,
      List<Integer> thinkingTokens) {
    boolean counted = thinkingTokens.size() == responses.size();
    List<Graded> group = new ArrayList<>();
    for (String response : responses) {
      OptionalInt tokens =
          counted ? OptionalInt.of(thinkingTokens.get(group.size())) : OptionalInt.empty();
      group.add(new Graded(response, choices, answer, question, tokens));
    }
    return group;
  }

  /** The text of the correct choice. */
  public String answerText() {
    return choices.get(answer - 'A');
  }

  /** A copy with the question and the token count. */
  public Graded with(String asked, OptionalInt tokensOfThinking) {
    return new Graded(response, choices, answer, asked, tokensOfThinking);
  }

  private static void requireCount(int choices) {
    if (choices < 2 || choices > 26) {
      throw new InputException("choices: " + choices + " were given; give 2 to 26, usually 4");
    }
  }

  private static String noSuchLetter(String given, int choices) {
    return "\""
        + given
        + "\" is not a choice's letter; give one of A to "
        + (char) ('A' + choices - 1);
  }
}
