package dev.preceptor.vqa.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import dev.preceptor.vqa.grading.Grade;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LetterScoreTest {

  private static QuestionScore score(char answer, boolean correct) {
    return new QuestionScore(
        1,
        answer,
        new Answer("", 0, 0, true),
        new Grade(correct ? 1 : 0, ""),
        false,
        Map.of(),
        Map.of(),
        0);
  }

  @Test
  void eachLetterIsCountedSeparately() {
    assertThat(
            LetterScore.of(
                List.of(
                    score('B', true),
                    score('A', false),
                    score('B', false),
                    score('B', true),
                    score('B', true))))
        .isEqualTo(Map.of('A', new LetterScore(1, 0), 'B', new LetterScore(4, 0.75)));
  }
}
