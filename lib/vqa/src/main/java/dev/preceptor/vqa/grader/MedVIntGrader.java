package dev.preceptor.vqa.grader;

import dev.preceptor.vqa.TaggedText;
import dev.preceptor.vqa.grading.Graded;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The test script of PMC-VQA's MedVInT-TE ({@code src/MedVInT_TE/test.py}, commit {@code 1678ec2}):
 * correct where, of the choices' letters, the right one is the most similar to the answer by
 * Python's difflib. The answer is the text of the {@code <answer>} tag, or the whole response
 * without one.
 */
final class MedVIntGrader implements Grader {

  @Override
  public String name() {
    return "medvint";
  }

  @Override
  public boolean isCorrect(Graded graded) {
    List<String> letters =
        IntStream.range(0, graded.choices().size())
            .mapToObj(i -> String.valueOf((char) ('A' + i)))
            .toList();
    int named = MostSimilar.index(letters, TaggedText.orAll(graded.response(), "answer"), -1);
    return named == graded.answer() - 'A';
  }
}
