package dev.preceptor.training.sft;

import dev.preceptor.recipe.SupervisedKeys;
import dev.preceptor.recipe.Target;
import dev.preceptor.vqa.Question;
import java.util.List;
import java.util.Optional;

/** Gives questions the answers that a recipe's {@code target} says to learn. */
final class Targets {

  private Targets() {}

  /** The questions with their answers; those of a column that is empty in a row have none. */
  static List<Question> of(SupervisedKeys keys, List<Question> questions) {
    return switch (keys.target().orElseGet(() -> usual(keys, questions))) {
      case COLUMN -> questions;
      case ANSWER_TEXT ->
          questions.stream().map(each -> answered(each, each.answerText())).toList();
      case ANSWER_LETTER ->
          questions.stream().map(each -> answered(each, "" + each.answer())).toList();
    };
  }

  /** A column that was asked for by name and has no answers is a mistake, not a wish for others. */
  private static Target usual(SupervisedKeys keys, List<Question> questions) {
    boolean isNamed = !keys.responseColumn().equals(SupervisedKeys.RESPONSE_COLUMN);
    return isNamed || questions.stream().anyMatch(question -> question.response().isPresent())
        ? Target.COLUMN
        : Target.ANSWER_TEXT;
  }

  private static Question answered(Question asked, String answer) {
    return new Question(
        asked.row(),
        asked.question(),
        asked.choices(),
        asked.answer(),
        asked.image(),
        Optional.of("<answer>" + answer + "</answer>"));
  }
}
