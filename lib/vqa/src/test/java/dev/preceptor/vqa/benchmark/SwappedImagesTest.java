package dev.preceptor.vqa.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.preceptor.models.InputException;
import dev.preceptor.vqa.Question;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SwappedImagesTest {

  private static List<Question> questions(int count, int images) {
    List<Question> out = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      out.add(
          new Question(
              i + 1,
              "question " + i,
              List.of("a", "b", "c", "d"),
              "ABCD".charAt(i % 4),
              Path.of("image-" + i % images),
              Optional.empty()));
    }
    return out;
  }

  @Test
  void everyQuestionGetsAnotherQuestionsImageAndNothingElseChanges() {
    List<Question> questions = questions(40, 40);
    List<Question> swapped = SwappedImages.of(questions, 1);
    assertThat(swapped).extracting(Question::image).doesNotHaveDuplicates();
    for (int i = 0; i < questions.size(); i++) {
      assertThat(swapped.get(i).image()).isNotEqualTo(questions.get(i).image());
      assertThat(swapped.get(i).question()).isEqualTo(questions.get(i).question());
      assertThat(swapped.get(i).answer()).isEqualTo(questions.get(i).answer());
      assertThat(swapped.get(i).row()).isEqualTo(questions.get(i).row());
    }
    assertThat(SwappedImages.of(questions, 1)).isEqualTo(swapped);
  }

  @Test
  void questionsThatShareAnImageGetADifferentOne() {
    List<Question> questions = questions(30, 2);
    List<Question> swapped = SwappedImages.of(questions, 1);
    for (int i = 0; i < questions.size(); i++) {
      assertThat(swapped.get(i).image()).isNotEqualTo(questions.get(i).image());
    }
  }

  @Test
  void aSingleImageCannotBeSwapped() {
    assertThatThrownBy(() -> SwappedImages.of(questions(3, 1), 1))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("image-0");
  }
}
