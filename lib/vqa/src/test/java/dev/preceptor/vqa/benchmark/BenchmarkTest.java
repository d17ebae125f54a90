package dev.preceptor.vqa.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.preceptor.vqa.Question;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BenchmarkTest {

  /** Ten questions with the correct letters A A A A B B B C C D. */
  private static List<Question> questions() {
    return IntStream.range(0, 10)
        .mapToObj(
            i ->
                new Question(
                    i + 1,
                    "Which?",
                    List.of("lung", "liver", "spleen", "heart"),
                    "AAAABBBCCD".charAt(i),
                    Path.of("none.png"),
                    Optional.empty()))
        .toList();
  }

  private static Answer always(String text) {
    return new Answer(text, 7, 0, true);
  }

  @Test
  void answeringOneLetterScoresTheReportedConstantLetterAccuracy() {
    Benchmark benchmark = new Benchmark(questions(), 4);
    BenchmarkReport report =
        benchmark.run(
            batch ->
                batch.stream()
                    .map(q -> always("<think>It is A.</think>\n<answer>A</answer>"))
                    .toList());
    assertThat(report.accuracy()).isEqualTo(0.4, within(1e-9));
    assertThat(report.metrics())
        .containsEntry("constant_letter_accuracy", 0.4)
        .containsEntry("n", 10.0)
        .containsEntry("format", 1.0)
        .containsEntry("mean_length", 7.0)
        .containsEntry("clipped_ratio", 0.0);
    assertThat(report.results()).hasSize(10);
    assertThat(report.results().get(9).correct()).isFalse();
    assertThat(report.results().get(9).answer()).isEqualTo('D');
  }

  @Test
  void everyQuestionIsAskedOnceInBatches() {
    List<Integer> sizes = new ArrayList<>();
    new Benchmark(questions(), 4)
        .run(
            batch -> {
              sizes.add(batch.size());
              return batch.stream().map(q -> always("nothing")).toList();
            });
    assertThat(sizes).containsExactly(4, 4, 2);
  }

  @Test
  void theLengthOfReasoningIsAMeanOverTheAnswersThatHaveOne() {
    Benchmark benchmark = new Benchmark(questions(), 4);
    List<Integer> lengths = new ArrayList<>(List.of(0, 20, 0, 40, 0, 0, 0, 0, 0, 0));
    BenchmarkReport report =
        benchmark.run(
            batch ->
                batch.stream()
                    .map(question -> new Answer("A", 50, lengths.remove(0), true))
                    .toList());
    assertThat(report.metrics())
        .containsEntry("reasoned", 0.2)
        .containsEntry("thinking_length", 30.0);
    BenchmarkReport without =
        benchmark.run(batch -> batch.stream().map(question -> always("A")).toList());
    assertThat(without.metrics())
        .containsEntry("reasoned", 0.0)
        .doesNotContainKey("thinking_length");
  }
}
