package dev.preceptor.cli;

import static dev.preceptor.cli.Executed.preceptor;
import static dev.preceptor.cli.TestFiles.QWEN2_VL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.preceptor.cli.options.ExitCode;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * {@code generate}, {@code score} and {@code judge} against transformers, see goldens/README.md.
 */
@Tag("slow")
class ModelCommandsTest {

  /** Below this difference two tokens are equally likely in float32. */
  private static final double CLEAR_MARGIN = 1e-3;

  @TempDir Path folder;

  @Test
  void requestsAreScoredAsByTransformers() throws IOException {
    List<JsonNode> cases = TestFiles.cases();
    Path requests = requests(cases, "completion");
    List<JsonNode> lines = preceptor("score", "--model", QWEN2_VL, "--requests", requests).lines();
    assertThat(lines).hasSameSizeAs(cases);
    for (int i = 0; i < lines.size(); i++) {
      JsonNode line = lines.get(i);
      JsonNode golden = cases.get(i);
      String name = golden.path("image").asText();
      assertThat(line.path("prompt_ids")).as(name).isEqualTo(golden.path("input_ids"));
      assertThat(line.path("completion_ids")).as(name).isEqualTo(golden.path("completion_ids"));
      if (golden.has("image_grid_thw")) {
        assertThat(line.path("image_grid_thw")).as(name).isEqualTo(golden.path("image_grid_thw"));
        comparePositions(name, line, golden);
      } else {
        assertThat(line.path("image_grid_thw").isNull()).isTrue();
      }
      for (int t = 0; t < golden.path("completion_logprobs").size(); t++) {
        assertThat(line.path("logprobs").path(t).asDouble())
            .as("%s, token %d", name, t)
            .isCloseTo(golden.path("completion_logprobs").path(t).asDouble(), within(1e-3));
      }
    }
  }

  private static void comparePositions(String name, JsonNode line, JsonNode golden) {
    int tokens = line.path("prompt_ids").size() + line.path("completion_ids").size();
    for (int axis = 0; axis < 3; axis++) {
      JsonNode row = line.path("position_ids").path(axis);
      assertThat(row).hasSize(tokens);
      for (int t = 0; t < golden.path("input_ids").size(); t++) {
        assertThat(row.path(t))
            .as("%s, axis %d, token %d", name, axis, t)
            .isEqualTo(golden.path("position_ids").path(axis).path(t));
      }
    }
  }

  @Test
  void requestsAreAnsweredGreedilyAsByTransformers() throws IOException {
    List<JsonNode> cases =
        TestFiles.cases().stream()
            .filter(golden -> golden.path("first_margin").asDouble() > CLEAR_MARGIN)
            .toList();
    Path requests = requests(cases, "greedy_suppressed");
    List<JsonNode> lines =
        preceptor(
                "generate",
                "--model",
                QWEN2_VL,
                "--requests",
                requests,
                "--temperature",
                0,
                "--max-new-tokens",
                24)
            .lines();
    assertThat(lines).hasSameSizeAs(cases).isNotEmpty();
    for (int i = 0; i < lines.size(); i++) {
      JsonNode response = lines.get(i).path("responses").path(0);
      assertThat(response.path("token_ids")).isEqualTo(cases.get(i).path("greedy_ids"));
      assertThat(response.path("text")).isEqualTo(cases.get(i).path("greedy_text"));
      assertThat(response.path("finish").asText()).isEqualTo("length");
    }
  }

  @Test
  void aResponseDoesNotDependOnOtherRequests() {
    JsonNode one = sample(1).path("responses");
    JsonNode three = sample(3).path("responses");
    assertThat(three).hasSize(3);
    assertThat(three.path(0).path("token_ids")).isEqualTo(one.path(0).path("token_ids"));
    assertThat(three.path(1).path("token_ids")).isNotEqualTo(one.path(0).path("token_ids"));
  }

  private static JsonNode sample(int n) {
    return preceptor(
            "generate",
            "--model",
            QWEN2_VL,
            "--prompt",
            "What is it?",
            "--image",
            QWEN2_VL.resolve("tiny.png"),
            "--n",
            n,
            "--seed",
            7,
            "--max-new-tokens",
            12,
            "--json")
        .json();
  }

  @Test
  void aRawPromptSkipsTheChatTemplate() {
    JsonNode raw =
        preceptor(
                "score",
                "--model",
                QWEN2_VL,
                "--raw",
                "--prompt",
                "a b",
                "--completion",
                " c",
                "--json")
            .json();
    JsonNode turn =
        preceptor("score", "--model", QWEN2_VL, "--prompt", "a b", "--completion", " c", "--json")
            .json();
    assertThat(raw.path("prompt_ids").size()).isLessThan(turn.path("prompt_ids").size());
    JsonNode golden = TestFiles.cases().get(0);
    JsonNode placed =
        preceptor(
                "score",
                "--model",
                QWEN2_VL,
                "--raw",
                "--prompt",
                golden.path("chat_text").asText(),
                "--image",
                QWEN2_VL.resolve(golden.path("image").asText()),
                "--completion",
                "c",
                "--json")
            .json();
    assertThat(placed.path("prompt_ids")).isEqualTo(golden.path("input_ids"));
  }

  @Test
  void theJudgeComparesYesWithNo() {
    JsonNode judged =
        preceptor(
                "judge", "--model", QWEN2_VL, "--statement", "The liver is on the right.", "--json")
            .json();
    JsonNode yes = score(judged, " Yes");
    JsonNode no = score(judged, " No");
    assertThat(judged.path("yes_logprob").asDouble()).isCloseTo(sum(yes), within(1e-4));
    assertThat(judged.path("no_logprob").asDouble()).isCloseTo(sum(no), within(1e-4));
    assertThat(judged.path("verdict").asText()).isEqualTo(sum(yes) > sum(no) ? "yes" : "no");
  }

  private static JsonNode score(JsonNode judged, String continuation) {
    String prompt =
        """
        Evaluate the following medical statement for semantic correctness and clinical coherence:

        Given Statement: The liver is on the right.

        Answer 'Yes' if the statement is medically coherent and accurate, or 'No' otherwise.

        Answer:\
        """;
    JsonNode scored =
        preceptor(
                "score",
                "--model",
                QWEN2_VL,
                "--raw",
                "--prompt",
                prompt,
                "--completion",
                continuation,
                "--json")
            .json();
    assertThat(scored.path("prompt_ids")).isEqualTo(judged.path("prompt_ids"));
    return scored.path("logprobs");
  }

  private static double sum(JsonNode numbers) {
    double sum = 0;
    for (JsonNode number : numbers) {
      sum += number.asDouble();
    }
    return sum;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"prompt": 3}                              | line 1: prompt: 3 is not a string
          {"image": "tiny.png"}                      | line 1: prompt is missing
          {"prompt": "a", "n": 0}                    | line 1: n 0 is out of range
          {"prompt": "a", "n": 1.5}                  | line 1: n: 1.5 is not a whole number
          {"prompt": "a", "suppress": [1, "x"]}      | line 1: suppress: [1,"x"] is not a list
          {"prompt": "a", "suppress": [-1]}          | line 1: suppress -1 is not in the model's vocabulary
          {"prompt": "a", "temperature": -1}         | line 1: temperature -1.0
          {"prompt": "a", "max_new_tokens": 9999999} | line 1: max_new_tokens 9999999 is out of range
          {"prompt": "a", "max-new-tokens": 5000}    | line 1: prompt of
          {"prompt": "a", "image": "no.png"}         | line 1: no.png: no such file
          {"prompt": "a"} {"prompt": "b"}            | line 1: has more than one JSON object
          ["a"]                                      | line 1: is not a JSON object
          {"prompt": "a"                             | line 1: is not JSON
          """)
  void anInvalidRequestIsReportedWithItsLine(String line, String complaint) throws IOException {
    Path file = Files.writeString(folder.resolve("requests.jsonl"), line + "\n");
    Executed executed = preceptor("generate", "--model", QWEN2_VL, "--requests", file);
    assertThat(executed.code()).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(executed.err())
        .startsWith("preceptor generate: " + file + ", " + complaint)
        .hasLineCount(1);
    assertThat(executed.out()).isEmpty();
  }

  @Test
  void anErrorInALaterLineIsReportedBeforeAnyAnswer() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("requests.jsonl"), "{\"prompt\": \"a\"}\n\n{\"prompt\": 1}\n");
    Executed executed = preceptor("generate", "--model", QWEN2_VL, "--requests", file);
    assertThat(executed.code()).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(executed.err()).contains("line 3: prompt: 1 is not a string");
    assertThat(executed.out()).isEmpty();
  }

  @Test
  void anUnknownFieldIsReportedAndIgnored() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("requests.jsonl"),
            "{\"id\": 1, \"prompt\": \"a\", \"completion\": \"b\"}");
    Executed executed = preceptor("score", "--model", QWEN2_VL, "--requests", file);
    assertThat(executed.code()).isEqualTo(ExitCode.SUCCESS);
    assertThat(executed.err()).contains("field 'id' is unknown").hasLineCount(1);
    assertThat(executed.lines()).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          generate                                 | Missing required option: '--model=DIR'; see preceptor generate --help
          generate --model nowhere --prompt a      | nowhere: no such folder; give a folder in Hugging Face's layout
          generate --model src --prompt a          | src: no weights (
          score --model nowhere --prompt a         | --completion is missing; give it, or --requests FILE
          judge --model nowhere                    | --statement is missing; give it, or --requests FILE
          generate --model nowhere                 | --prompt is missing; give it, or --requests FILE
          score --model nowhere --requests nowhere | nowhere: no such file
          """)
  void missingInputIsReportedInOneLine(String arguments, String complaint) {
    Object[] parts = arguments.split(" ");
    Executed executed = preceptor(parts);
    assertThat(executed.code()).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(executed.err()).startsWith("preceptor " + parts[0] + ": " + complaint);
    assertThat(executed.err()).hasLineCount(1);
  }

  /** Empty, foreign, hostile and very long texts: tools/goldens/qwen2_vl.py. */
  @Test
  void anyTextIsScoredAsByTransformers() throws IOException {
    JsonNode scores =
        TestFiles.json(QWEN2_VL.resolveSibling("qwen2-vl-texts/golden.json")).path("scores");
    assertThat(scores).hasSizeGreaterThan(40);
    List<String> asked = new ArrayList<>();
    for (JsonNode golden : scores) {
      ObjectNode request = new ObjectMapper().createObjectNode();
      request.put("prompt", golden.path("prompt").asText().repeat(golden.path("times").asInt()));
      request.set("completion", golden.path("completion"));
      request.set("raw", golden.path("raw"));
      asked.add(request.toString());
    }
    Path requests = Files.write(folder.resolve("texts.jsonl"), asked);
    List<JsonNode> lines = preceptor("score", "--model", QWEN2_VL, "--requests", requests).lines();
    assertThat(lines).hasSameSizeAs(scores);
    for (int i = 0; i < lines.size(); i++) {
      JsonNode golden = scores.path(i);
      JsonNode line = lines.get(i);
      String name = golden.path("prompt").toString();
      if (golden.path("prompt_ids").isArray()) {
        assertThat(line.path("prompt_ids")).as(name).isEqualTo(golden.path("prompt_ids"));
      } else {
        assertThat(line.path("prompt_ids")).hasSize(golden.path("prompt_ids").asInt());
      }
      assertThat(line.path("completion_ids")).as(name).isEqualTo(golden.path("completion_ids"));
      assertThat(line.path("logprobs")).hasSameSizeAs(golden.path("logprobs"));
      for (int t = 0; t < golden.path("logprobs").size(); t++) {
        assertThat(line.path("logprobs").path(t).asDouble())
            .as("%s, token %d", name, t)
            .isCloseTo(golden.path("logprobs").path(t).asDouble(), within(1e-3));
      }
    }
  }

  /** JSON can name half a surrogate pair, which no file can hold. */
  @Test
  void halfASurrogatePairIsReadAsAReplacementCharacter() throws IOException {
    Path requests =
        Files.writeString(
            folder.resolve("requests.jsonl"),
            """
            {"prompt": "a\\ud83d", "completion": "\\ude00b"}
            {"prompt": "a\\ufffd", "completion": "\\ufffdb"}
            """);
    List<JsonNode> lines = preceptor("score", "--model", QWEN2_VL, "--requests", requests).lines();
    assertThat(lines).hasSize(2);
    assertThat(lines.get(0)).isEqualTo(lines.get(1));
  }

  @Test
  void aTextThatIsTooLongIsNeverTruncated() throws IOException {
    Path requests =
        Files.writeString(
            folder.resolve("requests.jsonl"),
            new ObjectMapper()
                .createObjectNode()
                .put("prompt", "a ".repeat(100_000))
                .put("completion", "b")
                .put("statement", "c ".repeat(100_000))
                .put("text", "d ".repeat(100_000))
                .toString());
    for (String command : List.of("generate", "score", "perplexity")) {
      Executed executed = preceptor(command, "--model", QWEN2_VL, "--requests", requests);
      assertThat(executed.code()).as(command).isEqualTo(ExitCode.BAD_INPUT);
      assertThat(executed.err().lines().reduce((first, last) -> last).orElseThrow())
          .matches("preceptor .*, line 1: .* \\d{6} .*more than the model's 4096 positions; .*");
      assertThat(executed.out()).isEmpty();
    }
    JsonNode judged = preceptor("judge", "--model", QWEN2_VL, "--requests", requests).json();
    assertThat(judged.path("verdict").asText()).isEqualTo("unscorable");
    assertThat(judged.path("why").asText()).contains("more than its model's 4096 positions");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          generate   | {"prompt": "", "raw": true}                    | the prompt is empty
          score      | {"prompt": "", "raw": true, "completion": "b"} | the prompt is empty
          score      | {"prompt": "a", "completion": ""}              | the completion is empty
          perplexity | {"text": ""}                                   | the text has too few tokens
          """)
  void anEmptyTextIsRejectedWhereItIsMeaningless(String command, String line, String complaint)
      throws IOException {
    Path file = Files.writeString(folder.resolve("requests.jsonl"), line);
    Executed executed = preceptor(command, "--model", QWEN2_VL, "--requests", file);
    assertThat(executed.code()).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(executed.err()).contains("line 1: " + complaint).hasLineCount(1);
  }

  @ParameterizedTest
  @CsvSource({"generate, 1, 2000", "generate, 2000, 1", "score, 1, 2000", "score, 2000, 1"})
  void anImageThatIsTooThinIsRejectedInOneLine(String command, int width, int height)
      throws IOException {
    Path thin = image(width, height);
    List<Object> arguments =
        new ArrayList<>(List.of(command, "--model", QWEN2_VL, "--prompt", "a", "--image", thin));
    if (command.equals("score")) {
      arguments.addAll(List.of("--completion", "b"));
    }
    Executed executed = preceptor(arguments.toArray());
    assertThat(executed.code()).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(executed.err())
        .contains(
            "%s: image of %d x %d pixels: the ratio of its sides is above 200; crop it"
                .formatted(thin, width, height))
        .hasLineCount(1);
    assertThat(executed.out()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"1, 1, 4, 4", "1, 200, 58, 2", "200, 1, 2, 58"})
  void anImageOfOnePixelWidthIsResized(int width, int height, int rows, int columns)
      throws IOException {
    JsonNode scored =
        preceptor(
                "score",
                "--model",
                QWEN2_VL,
                "--prompt",
                "a",
                "--image",
                image(width, height),
                "--completion",
                "b",
                "--json")
            .json();
    assertThat(scored.path("image_grid_thw").path(1).asInt()).isEqualTo(rows);
    assertThat(scored.path("image_grid_thw").path(2).asInt()).isEqualTo(columns);
  }

  private Path image(int width, int height) throws IOException {
    Path file = folder.resolve("image.png");
    BufferedImage drawn = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    ImageIO.write(drawn, "png", file.toFile());
    return file;
  }

  /** Requests for the cases' prompts and images, with one more of the cases' fields. */
  private Path requests(List<JsonNode> cases, String field) throws IOException {
    List<String> lines = new ArrayList<>();
    for (JsonNode golden : cases) {
      ObjectNode line = new ObjectMapper().createObjectNode();
      line.set("prompt", golden.path("prompt"));
      if (!golden.path("image").isNull()) {
        line.put("image", QWEN2_VL.resolve(golden.path("image").asText()).toString());
      }
      line.set(field.equals("greedy_suppressed") ? "suppress" : field, golden.path(field));
      lines.add(line.toString());
    }
    return Files.write(folder.resolve("requests.jsonl"), lines);
  }
}
