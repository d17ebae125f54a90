package dev.preceptor.vqa.judge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.preceptor.models.checkpoint.Checkpoint;
import dev.preceptor.models.language.LanguageModel;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Real models as judges. */
class LanguageModelScorerTest {

  private static final Path GOLDENS = Path.of("../models/src/test/resources/goldens");

  private static LanguageModel load(String name) {
    try (Checkpoint checkpoint = Checkpoint.open(GOLDENS.resolve(name))) {
      return LanguageModel.load(checkpoint);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"mistral", "qwen2-vl"})
  void aModelOfAnyFamilyJudges(String family) {
    try (LanguageModel model = load(family)) {
      SemanticJudge judge = new SemanticJudge(new LanguageModelScorer(model, false));
      Judged judged = judge.judge("The liver lies on the right.");
      assertThat(judged.ruling()).isIn(Ruling.YES, Ruling.NO);
      assertThat(judged.why()).isEmpty();
    }
  }

  /** This tokenizer joins the prompt's last token with " No", and does not with " Yes". */
  @Test
  void anAnswerThatJoinsThePromptsEndIsScoredFromThere() throws IOException {
    JsonNode golden =
        new ObjectMapper()
            .readTree(GOLDENS.resolve("mistral/golden.json").toFile())
            .path("cases")
            .path(0);
    assertThat(golden.path("yes").path("continuation_ids")).hasSize(1);
    assertThat(golden.path("no").path("continuation_ids")).hasSize(3);
    try (LanguageModel model = load("mistral")) {
      SemanticJudge judge = new SemanticJudge(new LanguageModelScorer(model, false));
      Judged judged = judge.judge(golden.path("statement").asText());
      assertThat(judged.promptIds()).hasSize(golden.path("input_ids").size());
      assertThat(judged.yesLogprob().orElseThrow())
          .isCloseTo(golden.path("yes").path("logprob").asDouble(), within(2e-3));
      assertThat(judged.noLogprob().orElseThrow())
          .isCloseTo(golden.path("no").path("logprob").asDouble(), within(2e-3));
    }
  }
}
