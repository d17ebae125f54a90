package dev.preceptor.training.dpo;

import dev.preceptor.models.sampling.RandomStream;
import dev.preceptor.recipe.Target;
import dev.preceptor.training.conversation.ChoiceWording;
import dev.preceptor.training.conversation.WrongConclusion;
import dev.preceptor.vqa.Question;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Prefers the right choice of a question to a wrong one, which is drawn. Of a column of answers,
 * the rejected one is the chosen one with a wrong conclusion.
 *
 * @param target how choices are worded
 * @param seed the same seed draws the same choices
 */
record ChoicePairs(Target target, long seed) {

  /** The two answers. */
  record Answers(String chosen, String rejected) {}

  /**
   * The answers of a question; empty if all its choices are the same text, or a column holds no
   * answer that names one of them.
   */
  Optional<Answers> of(Question question) {
    int right = question.answer() - 'A';
    List<Integer> wrong =
        IntStream.range(0, Question.CHOICES)
            .filter(choice -> !question.choices().get(choice).equals(question.answerText()))
            .boxed()
            .toList();
    if (wrong.isEmpty()) {
      return Optional.empty();
    }
    SplittableRandom random = new SplittableRandom(RandomStream.seed(seed, question.row(), 0));
    int drawn = wrong.get(random.nextInt(wrong.size()));
    Answers answers =
        target == Target.COLUMN
            ? ofColumn(question, right, drawn)
            : new Answers(
                ChoiceWording.of(target, question, right),
                ChoiceWording.of(target, question, drawn));
    return answers.chosen().equals(answers.rejected()) ? Optional.empty() : Optional.of(answers);
  }

  private static Answers ofColumn(Question question, int right, int drawn) {
    String chosen = question.response().orElse("");
    return new Answers(chosen, new WrongConclusion(question, right, drawn).of(chosen));
  }
}
