package dev.preceptor.vqa.statistics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.preceptor.models.image.ImageSize;
import dev.preceptor.vqa.Question;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class DataStatisticsTest {

  private static Question question(int row, String text, char answer, String image) {
    return new Question(
        row,
        text,
        List.of("lung", "the whole liver", "spleen", "heart"),
        answer,
        Path.of(image),
        Optional.empty());
  }

  private static final List<Question> QUESTIONS =
      List.of(
          question(1, "Which organ?", 'B', "a.png"),
          question(2, "which organ? ", 'B', "a.png"),
          question(3, "Which organ?", 'A', "b.png"),
          question(4, "What is shown?", 'B', "c.png"));

  @Test
  void lettersFloorsRepetitionsAndSizesAreCounted() {
    DataStatistics counts =
        DataStatistics.of(
            QUESTIONS, question -> new ImageSize(100 * question.image().toString().charAt(0), 50));
    assertThat(counts.letters()).isEqualTo(Map.of('A', 1, 'B', 3));
    assertThat(counts.constantLetter()).isEqualTo(0.75);
    assertThat(counts.longestChoice()).isEqualTo(0.75);
    assertThat(counts.repeated()).as("row 2 repeats row 1").isOne();
    assertThat(counts.images()).isEqualTo(3);
    assertThat(counts.width().max()).isEqualTo(9900);
    assertThat(counts.height()).isEqualTo(new Quantiles(50, 50, 50, 50));
  }

  @Test
  void leakageIsSeenThroughOtherFileNames() {
    List<Question> trained =
        List.of(
            question(1, "WHICH ORGAN?", 'C', "copy-of-a.png"),
            question(2, "Which side?", 'C', "copy-of-c.png"));
    Leakage leakage =
        Leakage.of(QUESTIONS, trained, file -> file.toString().replace("copy-of-", ""));
    assertThat(leakage).isEqualTo(new Leakage(3, 3, 2));
  }

  @Test
  void quantilesAreNumbersOfTheSample() {
    assertThat(Quantiles.of(LongStream.rangeClosed(1, 100)))
        .isEqualTo(new Quantiles(1, 50, 95, 100));
    assertThat(Quantiles.of(LongStream.of(7))).isEqualTo(new Quantiles(7, 7, 7, 7));
  }
}
