package dev.preceptor.training.conversation;

import dev.preceptor.recipe.SupervisedKeys;
import dev.preceptor.recipe.Target;
import dev.preceptor.vqa.Question;
import java.util.List;

/** How a choice of a question is written as an answer: as in the paper's Fig. S5. */
public final class ChoiceWording {

  private ChoiceWording() {}

  /** What a recipe teaches of some questions. */
  public static Target target(SupervisedKeys keys, List<Question> questions) {
    return keys.target().orElseGet(() -> usual(keys, questions));
  }

  /** A column that was asked for by name and has no answers is a mistake, not a wish for others. */
  private static Target usual(SupervisedKeys keys, List<Question> questions) {
    boolean isNamed = !keys.responseColumn().equals(SupervisedKeys.RESPONSE_COLUMN);
    return isNamed || questions.stream().anyMatch(question -> question.response().isPresent())
        ? Target.COLUMN
        : Target.ANSWER_TEXT;
  }

  /**
   * {@code <answer>Abdomen</answer>}, or {@code <answer>B</answer>}.
   *
   * @param target {@link Target#ANSWER_TEXT} or {@link Target#ANSWER_LETTER}
   * @param choice from 0
   */
  public static String of(Target target, Question question, int choice) {
    String answer =
        switch (target) {
          case ANSWER_TEXT -> question.choices().get(choice);
          case ANSWER_LETTER -> String.valueOf((char) ('A' + choice));
          case COLUMN -> throw new IllegalArgumentException("a column words its answers itself");
        };
    return "<answer>" + answer + "</answer>";
  }
}
