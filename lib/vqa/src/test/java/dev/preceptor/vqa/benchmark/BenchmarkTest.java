package dev.preceptor.vqa.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.preceptor.vqa.Question;
import dev.preceptor.vqa.grader.Graders;
import dev.preceptor.vqa.grading.Graded;
import dev.preceptor.vqa.metric.Measure;
import dev.preceptor.vqa.metric.ResponseMetric;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
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
                    .toList(),
            AnswerScoring.REWARDS);
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
            },
            AnswerScoring.REWARDS);
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
                    .toList(),
            AnswerScoring.REWARDS);
    assertThat(report.metrics())
        .containsEntry("reasoned", 0.2)
        .containsEntry("thinking_length", 30.0);
    BenchmarkReport without =
        benchmark.run(
            batch -> batch.stream().map(question -> always("A")).toList(), AnswerScoring.REWARDS);
    assertThat(without.metrics())
        .containsEntry("reasoned", 0.0)
        .doesNotContainKey("thinking_length");
  }

  /** A metric of responses with reasoning, and of the answer where there is none. */
  private static final ResponseMetric STARRED =
      new ResponseMetric() {
        @Override
        public String name() {
          return "similarity";
        }

        @Override
        public Measure of(Graded response) {
          return switch (response.response()) {
            case "reasoned" -> Measure.of(0.25);
            case "bare" -> new Measure(OptionalDouble.of(0.75), "", true);
            default -> Measure.none("nothing to measure");
          };
        }

        @Override
        public void close() {}
      };

  @Test
  void whatIsTakenOnTheAnswerIsAMetricOfItsOwn() {
    List<String> texts = new ArrayList<>(List.of("reasoned", "bare", "bare", "none", "reasoned"));
    Map<String, Double> metrics =
        new Benchmark(questions().subList(0, 5), 2)
            .run(
                batch -> batch.stream().map(question -> always(texts.remove(0))).toList(),
                new AnswerScoring(List.of(), List.of(STARRED)))
            .metrics();
    assertThat(metrics)
        .containsEntry("metrics/similarity/mean", 0.25)
        .containsEntry("metrics/similarity/std", 0.0)
        .containsEntry("metrics/similarity/n", 2.0)
        .containsEntry("metrics/similarity_answer/mean", 0.75)
        .containsEntry("metrics/similarity_answer/n", 2.0);
  }

  @Test
  void aMetricThatMeasuredNothingHasNoMeanAndAnAnswerNobodyStarredNoStar() {
    assertThat(
            new Benchmark(questions(), 4)
                .run(
                    batch -> batch.stream().map(question -> always("none")).toList(),
                    new AnswerScoring(List.of(), List.of(STARRED)))
                .metrics())
        .containsEntry("metrics/similarity/n", 0.0)
        .doesNotContainKeys(
            "metrics/similarity/mean", "metrics/similarity/std", "metrics/similarity_answer/n");
  }

  @Test
  void everyGraderHasItsOwnAccuracy() {
    assertThat(
            new Benchmark(questions(), 4)
                .run(
                    batch -> batch.stream().map(question -> always("It is (A)")).toList(),
                    new AnswerScoring(Graders.all(), List.of()))
                .metrics())
        .containsEntry("accuracy", 0.0)
        .containsEntry("graders/preceptor/accuracy", 0.0)
        .containsEntry("graders/visualthinker/accuracy", 0.4)
        .containsKeys("graders/medvint/accuracy", "graders/medevalkit/accuracy");
  }
}
