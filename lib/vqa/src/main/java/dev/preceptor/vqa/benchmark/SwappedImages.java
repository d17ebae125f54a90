package dev.preceptor.vqa.benchmark;

import dev.preceptor.models.InputException;
import dev.preceptor.vqa.Question;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * Gives questions the images of other questions: answers that are still correct were guessed from
 * the text.
 */
public final class SwappedImages {

  private static final long SEED = 0;

  private SwappedImages() {}

  /**
   * The same permutation wherever the same questions are asked, so that figures can be compared.
   *
   * @throws InputException if all questions have the same image
   */
  public static List<Question> of(List<Question> questions) {
    return of(questions, SEED);
  }

  /**
   * Gives every question another question's image, never its own.
   *
   * @param seed of the permutation of images
   * @throws InputException if all questions have the same image
   */
  static List<Question> of(List<Question> questions, long seed) {
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < questions.size(); i++) {
      order.add(i);
    }
    Collections.shuffle(order, new Random(seed));
    List<Question> out = new ArrayList<>(questions);
    for (int place = 0; place < order.size(); place++) {
      Question question = questions.get(order.get(place));
      out.set(order.get(place), withImage(question, other(questions, order, place)));
    }
    return out;
  }

  /** The next question in the order that has another image. */
  private static Question other(List<Question> questions, List<Integer> order, int place) {
    Question own = questions.get(order.get(place));
    for (int ahead = 1; ahead < order.size(); ahead++) {
      Question next = questions.get(order.get((place + ahead) % order.size()));
      if (!next.image().equals(own.image())) {
        return next;
      }
    }
    throw new InputException(
        own.image() + " is the image of every question; images cannot be swapped");
  }

  private static Question withImage(Question question, Question other) {
    return new Question(
        question.row(),
        question.question(),
        question.choices(),
        question.answer(),
        other.image(),
        question.response());
  }
}
