package dev.preceptor.study.samples;

import dev.preceptor.study.compare.AnsweredQuestion;
import dev.preceptor.vqa.Question;
import java.util.List;

/**
 * A question with the answers of several policies.
 *
 * @param question the question
 * @param png its image
 * @param answers one for each policy, in the order of the policies
 */
public record Sample(Question question, byte[] png, List<AnsweredQuestion> answers) {

  public Sample {
    answers = List.copyOf(answers);
  }
}
