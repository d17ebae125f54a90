package dev.preceptor.vqa.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LetterScoreTest {

  private static QuestionScore score(char answer, boolean correct) {
    return new QuestionScore(1, answer, "", correct, "");
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
