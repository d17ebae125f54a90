package dev.preceptor.study.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.preceptor.models.InputException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PairedComparisonTest {

  private static AnswerSet set(String name, String questions, String marks) {
    List<AnsweredQuestion> answers =
        IntStream.range(0, marks.length())
            .mapToObj(
                i -> new AnsweredQuestion(i + 1, "B", name + " on " + i, marks.charAt(i) == '+'))
            .toList();
    return AnswerSet.of(name, questions, answers);
  }

  @Test
  void itCountsTheQuestionsThatOnlyOneHasRight() {
    var a = set("a", "q", "++--+-");
    var b = set("b", "q", "+-++++");
    var comparison = PairedComparison.of(a, b, 0);
    assertThat(comparison.n()).isEqualTo(6);
    assertThat(comparison.accuracyA()).isEqualTo(0.5);
    assertThat(comparison.accuracyB()).isEqualTo(5 / 6.0);
    assertThat(comparison.difference()).isEqualTo(5 / 6.0 - 0.5);
    assertThat(comparison.gained()).isEqualTo(3);
    assertThat(comparison.lost()).isEqualTo(1);
    assertThat(comparison.flips()).extracting(Flip::row).containsExactly(2L, 3L, 4L, 6L);
    assertThat(comparison.pValue()).isEqualTo(0.625);
    assertThat(comparison.interval().low()).isLessThan(comparison.difference());
    assertThat(comparison.interval().high()).isGreaterThan(comparison.difference());
  }

  @Test
  void theOrderOfTheTwoTurnsTheSign() {
    var a = set("a", "q", "++--+-+-");
    var b = set("b", "q", "+-++++++");
    var there = PairedComparison.of(a, b, 3);
    var back = PairedComparison.of(b, a, 3);
    assertThat(back.difference()).isEqualTo(-there.difference());
    assertThat(back.pValue()).isEqualTo(there.pValue());
    assertThat(back.gained()).isEqualTo(there.lost());
  }

  @Test
  void otherQuestionsAreRefused() {
    var a = set("a", "0123456789abcdef", "+-");
    assertThatThrownBy(() -> PairedComparison.of(a, set("b", "fedcba9876543210", "+-"), 0))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "a and b: the files of questions differ (SHA-256 0123456789ab… and fedcba987654…); compare answers to the same questions");
    assertThatThrownBy(() -> PairedComparison.of(a, set("b", "0123456789abcdef", "+-+"), 0))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("answer different rows (2 and 3, of which 2 are the same)");
  }

  @Test
  void aWrittenFileHoldsTheSameAnswers(@TempDir Path folder) {
    var written = set("a", "q", "+-+");
    Path file = folder.resolve("a.json");
    AnswerFile.write(file, written);
    var read = AnswerFile.read(file);
    assertThat(read.answers()).isEqualTo(written.answers());
    assertThat(read.questionsSha256()).isEqualTo("q");
    assertThatThrownBy(() -> AnswerFile.requireNew("--out", file))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("exists already");
  }
}
