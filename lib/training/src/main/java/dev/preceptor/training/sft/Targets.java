package dev.preceptor.training.sft;

import dev.preceptor.recipe.SupervisedKeys;
import dev.preceptor.recipe.Target;
import dev.preceptor.training.conversation.ChoiceWording;
import dev.preceptor.vqa.Question;
import java.util.List;
import java.util.Optional;

/** Gives questions the answers that a recipe's {@code target} says to learn. */
final class Targets {

  private Targets() {}

  /** The questions with their answers; those of a column that is empty in a row have none. */
  static List<Question> of(SupervisedKeys keys, List<Question> questions) {
    Target target = ChoiceWording.target(keys, questions);
    return target == Target.COLUMN
        ? questions
        : questions.stream().map(each -> answered(each, target)).toList();
  }

  private static Question answered(Question asked, Target target) {
    return new Question(
        asked.row(),
        asked.question(),
        asked.choices(),
        asked.answer(),
        asked.image(),
        Optional.of(ChoiceWording.of(target, asked, asked.answer() - 'A')));
  }
}
