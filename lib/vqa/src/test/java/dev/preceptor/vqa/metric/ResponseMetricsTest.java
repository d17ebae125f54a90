package dev.preceptor.vqa.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.preceptor.models.InputException;
import dev.preceptor.models.checkpoint.Checkpoint;
import dev.preceptor.models.language.LanguageModel;
import dev.preceptor.models.language.Perplexity;
import dev.preceptor.models.roberta.SimilarityModel;
import dev.preceptor.models.roberta.TextPair;
import dev.preceptor.models.torch.Compute;
import dev.preceptor.vqa.grading.Graded;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResponseMetricsTest {

  private static final Path GOLDENS = Path.of("../models/src/test/resources/goldens");
  private static final String REASONING = "The liver lies in the right upper abdomen.";

  private static Graded response(String text) {
    return new Graded(
        text, List.of("Thorax", "Abdomen"), 'B', "Which region?", OptionalInt.empty());
  }

  private static Graded reasoned(String reasoning) {
    return response("<think> " + reasoning + "\n</think><answer>B</answer>");
  }

  @Test
  void similarityIsThatOfTheReasoningAndTheRightChoice() {
    Path folder = GOLDENS.resolve("stsb-roberta");
    try (ResponseMetric metric = ResponseMetrics.load("similarity", folder, Compute.cpu());
        Checkpoint source = Checkpoint.open(folder);
        SimilarityModel model = SimilarityModel.load(source, Compute.cpu())) {
      assertThat(metric.of(reasoned(REASONING)).value())
          .hasValue(model.compare(new TextPair(REASONING, "Abdomen")).score());
    }
  }

  @Test
  void perplexityIsThatOfTheReasoningAlone() {
    Path folder = GOLDENS.resolve("biogpt");
    try (ResponseMetric metric = ResponseMetrics.load("perplexity", folder, Compute.cpu());
        Checkpoint source = Checkpoint.open(folder);
        LanguageModel model = LanguageModel.load(source)) {
      assertThat(metric.of(reasoned(REASONING)).value())
          .hasValue(Perplexity.of(model, REASONING).value());
      Measure tooLong = metric.of(reasoned("liver ".repeat(5000)));
      assertThat(tooLong.value()).isEmpty();
      assertThat(tooLong.why()).contains("more than the model's");
    }
  }

  @ParameterizedTest
  @CsvSource({"perplexity, biogpt", "thinking_reward, mistral"})
  void aResponseWithoutReasoningHasNoValue(String name, String model) {
    try (ResponseMetric metric =
        ResponseMetrics.load(name, GOLDENS.resolve(model), Compute.cpu())) {
      assertThat(metric.name()).isEqualTo(name);
      Measure measure = metric.of(response("<answer>B</answer>"));
      assertThat(measure.value()).isEmpty();
      assertThat(measure.why()).isEqualTo("no thinking text: no <think> tag");
    }
  }

  @Test
  void similarityOfAResponseWithoutReasoningIsThatOfItsAnswerAndMarked() {
    Path folder = GOLDENS.resolve("stsb-roberta");
    try (ResponseMetric metric = ResponseMetrics.load("similarity", folder, Compute.cpu());
        Checkpoint source = Checkpoint.open(folder);
        SimilarityModel model = SimilarityModel.load(source, Compute.cpu())) {
      Measure measure = metric.of(response("<think></think><answer> B: Abdomen </answer>"));
      assertThat(measure.ofAnswer()).isTrue();
      assertThat(measure.value())
          .hasValue(model.compare(new TextPair("B: Abdomen", "Abdomen")).score());
      assertThat(metric.of(response("It is B")).value())
          .hasValue(model.compare(new TextPair("It is B", "Abdomen")).score());
      assertThat(metric.of(reasoned(REASONING)).ofAnswer()).isFalse();
      assertThat(metric.of(response(" ")))
          .isEqualTo(Measure.none("no thinking text: no <think> tag, and no answer"));
    }
  }

  @Test
  void aModelThatCannotRateGivesNoThinkingReward() {
    Path random = GOLDENS.resolve("mistral");
    try (ResponseMetric metric = ResponseMetrics.load("thinking_reward", random, Compute.cpu())) {
      Measure measure = metric.of(reasoned(REASONING));
      assertThat(measure.value()).isEmpty();
      assertThat(measure.why()).contains("does not answer with a number");
    }
  }

  @Test
  void anUnknownMetricIsRefusedWithTheKnownOnes() {
    assertThatThrownBy(() -> ResponseMetrics.require("--metric", "bleu"))
        .isInstanceOf(InputException.class)
        .hasMessage("--metric bleu: no such metric; use perplexity, similarity, thinking_reward");
  }
}
