package dev.preceptor.cli;

import static dev.preceptor.cli.Executed.preceptor;
import static dev.preceptor.cli.TestFiles.BIOGPT;
import static dev.preceptor.cli.TestFiles.MISTRAL;
import static dev.preceptor.cli.TestFiles.QWEN2_VL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.preceptor.cli.options.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The commands on a model that reads text only, against transformers, see goldens/README.md. */
@Tag("slow")
class TextModelCommandsTest {

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"mistral", "biogpt"})
  void theJudgeComparesYesAndNoAsTransformersDoes(String family) throws IOException {
    Path model = MISTRAL.resolveSibling(family);
    List<JsonNode> cases = TestFiles.cases(model);
    List<JsonNode> lines =
        preceptor("judge", "--model", model, "--requests", requests(cases, "statement")).lines();
    assertThat(lines).hasSameSizeAs(cases);
    for (int i = 0; i < lines.size(); i++) {
      JsonNode golden = cases.get(i);
      JsonNode line = lines.get(i);
      double yes = golden.path("yes").path("logprob").asDouble();
      double no = golden.path("no").path("logprob").asDouble();
      assertThat(line.path("prompt_ids")).isEqualTo(golden.path("input_ids"));
      assertThat(line.path("yes_logprob").asDouble()).isCloseTo(yes, within(2e-3));
      assertThat(line.path("no_logprob").asDouble()).isCloseTo(no, within(2e-3));
      assertThat(line.path("verdict").asText()).isEqualTo(yes > no ? "yes" : "no");
    }
  }

  /** Empty, foreign and very long texts, raw and as a turn. */
  @Test
  void anyTextIsJudgedAndMeasuredAsByTransformers() throws IOException {
    List<JsonNode> cases = TestFiles.cases(MISTRAL.resolveSibling("mistral-texts"));
    assertThat(cases).hasSizeGreaterThan(20);
    List<String> asked = new ArrayList<>();
    for (JsonNode golden : cases) {
      ObjectNode request = new ObjectMapper().createObjectNode();
      request.set("statement", golden.path("statement"));
      request.set("chat", golden.path("chat"));
      asked.add(request.toString());
    }
    Path statements = Files.write(folder.resolve("statements.jsonl"), asked);
    List<JsonNode> judged =
        preceptor("judge", "--model", MISTRAL, "--requests", statements).lines();
    assertThat(judged).hasSameSizeAs(cases);
    for (int i = 0; i < judged.size(); i++) {
      JsonNode golden = cases.get(i);
      JsonNode line = judged.get(i);
      String name = golden.path("statement").asText();
      assertThat(line.path("prompt_ids")).as(name).isEqualTo(golden.path("prompt_ids"));
      for (String answer : List.of("yes", "no")) {
        assertThat(line.path(answer + "_logprob").asDouble())
            .as(name)
            .isCloseTo(golden.path(answer).asDouble(), within(2e-3));
      }
    }
    List<JsonNode> measured = cases.stream().filter(golden -> golden.has("perplexity")).toList();
    Path texts =
        Files.write(
            folder.resolve("texts.jsonl"),
            measured.stream().map(golden -> line("text", golden.path("statement"))).toList());
    List<JsonNode> lines = preceptor("perplexity", "--model", MISTRAL, "--requests", texts).lines();
    comparePerplexities(lines, measured, "token_ids");
  }

  @Test
  void aTurnIsJudgedInTheChatTemplate() {
    JsonNode golden = TestFiles.cases(MISTRAL).get(0);
    JsonNode judged =
        preceptor(
                "judge",
                "--model",
                MISTRAL,
                "--chat",
                "--statement",
                golden.path("statement").asText(),
                "--json")
            .json();
    assertThat(judged.path("prompt_ids")).isEqualTo(golden.path("chat_ids"));
    assertThat(judged.path("verdict").asText()).isIn("yes", "no");
  }

  @Test
  void perplexityMatchesTransformers() throws IOException {
    List<JsonNode> cases =
        TestFiles.cases(MISTRAL).stream().filter(golden -> golden.has("perplexity")).toList();
    Path requests =
        Files.write(
            folder.resolve("texts.jsonl"),
            cases.stream().map(golden -> line("text", golden.path("statement"))).toList());
    List<JsonNode> lines =
        preceptor("perplexity", "--model", MISTRAL, "--requests", requests).lines();
    comparePerplexities(lines, cases, "statement_ids");
    String text = cases.get(0).path("statement").asText();
    assertThat(preceptor("perplexity", "--model", MISTRAL, "--text", text).out())
        .startsWith("perplexity 1410.8")
        .contains("(16 tokens)");
  }

  private static void comparePerplexities(List<JsonNode> lines, List<JsonNode> cases, String ids) {
    assertThat(lines).hasSameSizeAs(cases).isNotEmpty();
    for (int i = 0; i < lines.size(); i++) {
      double perplexity = cases.get(i).path("perplexity").asDouble();
      assertThat(lines.get(i).path("token_ids")).isEqualTo(cases.get(i).path(ids));
      assertThat(lines.get(i).path("perplexity").asDouble())
          .isCloseTo(perplexity, within(2e-3 * perplexity));
    }
  }

  @Test
  void aPerplexityCountsTheTokenBeforeEveryTextOfBioGpt() throws IOException {
    List<JsonNode> cases =
        TestFiles.cases(BIOGPT).stream().filter(golden -> golden.has("perplexity")).toList();
    Path requests =
        Files.write(
            folder.resolve("texts.jsonl"),
            cases.stream().map(golden -> line("text", golden.path("statement"))).toList());
    comparePerplexities(
        preceptor("perplexity", "--model", BIOGPT, "--requests", requests).lines(),
        cases,
        "statement_ids");
  }

  @Test
  void aTurnIsAnsweredGreedilyAsByTransformers() {
    for (JsonNode golden : TestFiles.cases(MISTRAL)) {
      if (golden.has("chat_greedy_ids")) {
        JsonNode answered =
            preceptor(
                    "generate",
                    "--model",
                    MISTRAL,
                    "--prompt",
                    golden.path("prompt").asText(),
                    "--temperature",
                    0,
                    "--max-new-tokens",
                    golden.path("chat_greedy_ids").size(),
                    "--json")
                .json();
        assertThat(answered.path("prompt_ids")).isEqualTo(golden.path("chat_ids"));
        assertThat(answered.path("responses").path(0).path("token_ids"))
            .isEqualTo(golden.path("chat_greedy_ids"));
      }
    }
  }

  @Test
  void aRawPromptGetsTheSpecialTokensOfTheTokenizer() {
    JsonNode golden = TestFiles.cases(MISTRAL).get(0);
    JsonNode scored =
        preceptor(
                "score",
                "--model",
                MISTRAL,
                "--raw",
                "--prompt",
                golden.path("prompt").asText(),
                "--completion",
                "Yes",
                "--json")
            .json();
    assertThat(scored.path("prompt_ids")).isEqualTo(golden.path("input_ids"));
    assertThat(scored.path("completion_ids"))
        .isEqualTo(golden.path("yes").path("continuation_ids"));
    assertThat(scored.path("logprobs").path(0).asDouble())
        .isCloseTo(golden.path("yes").path("logprob").asDouble(), within(1e-3));
    assertThat(scored.path("image_grid_thw").isNull()).isTrue();
    assertThat(scored.path("position_ids")).hasSize(3);
    assertThat(scored.path("position_ids").path(2).path(44).asInt()).isEqualTo(44);
  }

  @ParameterizedTest
  @ValueSource(strings = {"generate", "score"})
  void anImageForATextModelIsRejectedInOneLine(String command) throws IOException {
    String image = QWEN2_VL.resolve("tiny.png").toString();
    Map<String, String> request = new TreeMap<>(Map.of("prompt", "What is it?", "image", image));
    if (command.equals("score")) {
      request.put("completion", "A lung.");
    }
    Path requests =
        Files.writeString(
            folder.resolve("requests.jsonl"), new ObjectMapper().writeValueAsString(request));
    Executed executed = preceptor(command, "--model", MISTRAL, "--requests", requests);
    assertThat(executed.code()).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(executed.err()).contains("reads text only; leave the image out").hasLineCount(1);
    assertThat(executed.out()).isEmpty();
  }

  @Test
  void aTextThatIsTooShortOrTooLongIsRejectedInOneLine() {
    Executed empty = preceptor("perplexity", "--model", MISTRAL, "--text", "");
    assertThat(empty.code()).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(empty.err()).contains("too few tokens for a perplexity (1)").hasLineCount(1);
    String text = "The lung is clear. ".repeat(200);
    Executed longer = preceptor("perplexity", "--model", MISTRAL, "--text", text);
    assertThat(longer.code()).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(longer.err())
        .contains("tokens, more than the model's 512 positions")
        .hasLineCount(1);
    Executed prompt =
        preceptor("generate", "--model", MISTRAL, "--prompt", text, "--max-new-tokens", 4);
    assertThat(prompt.code()).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(prompt.err()).contains("more than the model's 512 positions").hasLineCount(1);
    Executed none = preceptor("perplexity", "--model", MISTRAL);
    assertThat(none.code()).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(none.err()).contains("--text is missing").hasLineCount(1);
  }

  @Test
  void aStatementLongerThanTheModelIsUnscorableAndNeverANo() {
    JsonNode judged =
        preceptor(
                "judge",
                "--model",
                MISTRAL,
                "--statement",
                "The lung is clear. ".repeat(200),
                "--json")
            .json();
    assertThat(judged.path("verdict").asText()).isEqualTo("unscorable");
    assertThat(judged.path("why").asText()).contains("more than its model's 512 positions");
    assertThat(judged.path("yes_logprob").isNull()).isTrue();
  }

  private Path requests(List<JsonNode> cases, String field) throws IOException {
    return Files.write(
        folder.resolve("requests.jsonl"),
        cases.stream().map(golden -> line(field, golden.path(field))).toList());
  }

  private static String line(String field, JsonNode value) {
    return new ObjectMapper().createObjectNode().set(field, value).toString();
  }
}
