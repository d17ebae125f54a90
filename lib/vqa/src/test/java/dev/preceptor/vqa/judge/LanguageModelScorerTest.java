package dev.preceptor.vqa.judge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.preceptor.models.checkpoint.Checkpoint;
import dev.preceptor.models.language.LanguageModel;
import dev.preceptor.models.language.TokenizedPrompt;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests real models as judges. */
class LanguageModelScorerTest {

  private static final Path GOLDENS = Path.of("../models/src/test/resources/goldens");

  private static LanguageModel load(String name) {
    try (Checkpoint checkpoint = Checkpoint.open(GOLDENS.resolve(name))) {
      return LanguageModel.load(checkpoint);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"biogpt", "mistral", "qwen2-vl"})
  void aModelOfAnyFamilyJudges(String family) {
    try (LanguageModel model = load(family)) {
      SemanticJudge judge = new SemanticJudge(new LanguageModelScorer(model, false));
      JudgedStatement judged = judge.judge("The liver lies on the right.");
      assertThat(judged.ruling()).isIn(Ruling.YES, Ruling.NO);
      assertThat(judged.why()).isEmpty();
    }
  }

  /** This tokenizer merges the prompt's last token with " No", but not with " Yes". */
  @Test
  void anAnswerThatMergesWithThePromptsEndIsScoredFromThere() throws IOException {
    JsonNode golden =
        new ObjectMapper()
            .readTree(GOLDENS.resolve("mistral/golden.json").toFile())
            .path("cases")
            .path(0);
    assertThat(golden.path("yes").path("continuation_ids")).hasSize(1);
    assertThat(golden.path("no").path("continuation_ids")).hasSize(3);
    try (LanguageModel model = load("mistral")) {
      SemanticJudge judge = new SemanticJudge(new LanguageModelScorer(model, false));
      JudgedStatement judged = judge.judge(golden.path("statement").asText());
      assertThat(judged.promptIds()).hasSize(golden.path("input_ids").size());
      assertThat(judged.yesLogprob().orElseThrow())
          .isCloseTo(golden.path("yes").path("logprob").asDouble(), within(2e-3));
      assertThat(judged.noLogprob().orElseThrow())
          .isCloseTo(golden.path("no").path("logprob").asDouble(), within(2e-3));
    }
  }

  private static final List<String> STATEMENTS =
      List.of(
          "The liver lies on the right.",
          "The left lung shows an opacity with effusion.",
          "a",
          "The left lung shows an opacity with effusion. It is a mass; it is not a mass.",
          "The liver lies on the left.",
          "Größe 3 cm, 肝脏 ▁ 🫁",
          "mass ".repeat(60));

  /** One pass that computes the instruction once gives the results of seven passes. */
  @ParameterizedTest
  @ValueSource(strings = {"biogpt", "mistral", "qwen2-vl"})
  void judgingTogetherGivesTheSameVerdictsAsOneByOne(String family) {
    List<String> answers = List.of(" Yes", " No");
    try (LanguageModel model = load(family)) {
      LanguageModelScorer scorer = new LanguageModelScorer(model, false);
      List<String> prompts = STATEMENTS.stream().map(SemanticJudge::prompt).toList();
      List<ScoredContinuations> together = scorer.scoreAll(prompts, answers);
      for (int i = 0; i < prompts.size(); i++) {
        ScoredContinuations alone = scorer.score(prompts.get(i), answers);
        assertThat(together.get(i).promptIds()).isEqualTo(alone.promptIds());
        assertThat(together.get(i).logprobs()).containsExactly(alone.logprobs(), within(1e-5));
        assertThat(alone.logprobs())
            .containsExactly(byWholePasses(model, prompts.get(i)), within(1e-5));
      }
      SemanticJudge judge = new SemanticJudge(scorer);
      assertThat(judge.judge(STATEMENTS))
          .extracting(JudgedStatement::ruling)
          .isEqualTo(STATEMENTS.stream().map(each -> judge.judge(each).ruling()).toList());
    }
  }

  /** The reference: one pass per answer, nothing shared. */
  private static double[] byWholePasses(LanguageModel model, String prompt) {
    double[] out = new double[2];
    int[] asked = model.tokenizer().encode(prompt, true);
    for (int i = 0; i < out.length; i++) {
      int[] whole = model.tokenizer().encode(prompt + List.of(" Yes", " No").get(i), true);
      int common = Arrays.mismatch(asked, whole) < 0 ? asked.length : Arrays.mismatch(asked, whole);
      TokenizedPrompt start =
          new TokenizedPrompt(Arrays.copyOf(asked, common), 0, Optional.empty());
      for (float logprob :
          model.score(start, Arrays.copyOfRange(whole, common, whole.length)).logprobs()) {
        out[i] += logprob;
      }
    }
    return out;
  }

  @Test
  void onlyTheStatementThatIsTooLongIsRefusedAndLargeGroupsTakeSeveralPasses() {
    try (LanguageModel model = load("biogpt")) {
      SemanticJudge judge = new SemanticJudge(new LanguageModelScorer(model, false));
      int most = model.architecture().maxPositionEmbeddings();
      List<String> statements = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        statements.add(i == 7 ? "mass ".repeat(most) : "mass ".repeat(100) + i);
      }
      List<JudgedStatement> judged = judge.judge(statements);
      assertThat(judged.get(7).ruling()).isEqualTo(Ruling.UNSCORABLE);
      assertThat(judged.get(7).why()).contains("more than its model's " + most + " positions");
      assertThat(judged.get(39).promptIds()).isEqualTo(judge.judge(statements.get(39)).promptIds());
      judged.remove(7);
      assertThat(judged).allSatisfy(each -> assertThat(each.isVerdict()).isTrue());
    }
  }
}
