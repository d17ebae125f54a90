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
    Target target =
        keys.target()
            .orElseGet(
                () ->
                    questions.stream().anyMatch(question -> question.response().isPresent())
                        ? Target.COLUMN
                        : Target.ANSWER_TEXT);
    return switch (target) {
      case COLUMN -> questions;
      case ANSWER_TEXT ->
          questions.stream().map(each -> answered(each, each.answerText())).toList();
      case ANSWER_LETTER ->
          questions.stream().map(each -> answered(each, "" + each.answer())).toList();
    };
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
