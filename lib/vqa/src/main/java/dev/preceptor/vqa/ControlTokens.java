package dev.preceptor.vqa;

import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Control tokens written in data. A model takes {@code <|im_end|>} in a question for the end of the
 * turn, and {@code <|image_pad|>} for an image, so data that holds one is refused.
 */
public final class ControlTokens {

  /** The form that chat models' control tokens have, such as {@code <|im_end|>}. */
  private static final Pattern FORM = Pattern.compile("<[|\uff5c][^|\uff5c<>\\s]{1,64}[|\uff5c]>");

  private ControlTokens() {}

  /** The first text in a value that has the form of a control token, for any model. */
  static Optional<String> in(String value) {
    Matcher found = FORM.matcher(value);
    return found.find() ? Optional.of(found.group()) : Optional.empty();
  }

  /**
   * Why a question is refused; empty if it holds no control token. Most hold none, so all its texts
   * are searched together first: a tokenizer takes long.
   *
   * @param find finds the first control token in a text
   */
  static Optional<String> in(Question question, Function<String, Optional<String>> find) {
    String all = question.question() + "\n" + String.join("\n", question.choices());
    if (find.apply(all).isEmpty()) {
      return Optional.empty();
    }
    Optional<String> problem = find.apply(question.question()).map(token -> why("Question", token));
    for (int i = 0; i < Question.CHOICES && problem.isEmpty(); i++) {
      String column = "Choice " + (char) ('A' + i);
      problem = find.apply(question.choices().get(i)).map(token -> why(column, token));
    }
    return problem;
  }

  /** The reason for refusing a value with a control token. */
  public static String why(String column, String token) {
    return "%s contains the control token %s; remove it".formatted(column, token);
  }
}
