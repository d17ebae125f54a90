package dev.preceptor.cli;

import static dev.preceptor.cli.Executed.preceptor;
import static dev.preceptor.cli.TestFiles.LORA;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.preceptor.cli.options.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code --adapter} and {@code merge} against PEFT. */
@Tag("slow")
class AdapterCommandsTest {

  private static final Path BASE = LORA.resolve("base");

  @TempDir Path folder;

  private Path requests() throws IOException {
    List<String> lines = new ArrayList<>();
    for (JsonNode golden : TestFiles.cases(LORA)) {
      Path image = LORA.resolve("images").resolve(image(golden)).toAbsolutePath();
      lines.add(
          new ObjectMapper()
              .writeValueAsString(
                  Map.of(
                      "prompt", golden.path("prompt").asText(),
                      "image", image.toString(),
                      "completion", golden.path("completion").asText())));
    }
    return Files.write(folder.resolve("requests.jsonl"), lines);
  }

  private static Path image(JsonNode golden) {
    return Path.of(golden.path("image").asText()).getFileName();
  }

  private static void assertScores(Executed executed, String key) {
    List<JsonNode> cases = TestFiles.cases(LORA);
    List<JsonNode> lines = executed.lines();
    assertThat(lines).as(executed.err()).hasSameSizeAs(cases);
    for (int i = 0; i < lines.size(); i++) {
      JsonNode expected = cases.get(i).path(key);
      assertThat(lines.get(i).path("completion_ids"))
          .isEqualTo(cases.get(i).path("completion_ids"));
      for (int t = 0; t < expected.size(); t++) {
        assertThat(lines.get(i).path("logprobs").path(t).asDouble())
            .isCloseTo(expected.path(t).asDouble(), within(1e-4));
      }
    }
  }

  @Test
  void scoresWithAnAdapterAndOfTheMergedModelAreThoseOfPeft() throws IOException {
    Path requests = requests();
    Path adapter = LORA.resolve("adapter");
    assertScores(preceptor("score", "--model", BASE, "--requests", requests), "base_logprobs");
    assertScores(
        preceptor("score", "--model", BASE, "--adapter", adapter, "--requests", requests),
        "adapter_logprobs");
    Path merged = folder.resolve("merged");
    preceptor("merge", "--model", BASE, "--adapter", adapter, "--out", merged, "--json").json();
    assertThat(merged.resolve("adapter_config.json")).doesNotExist();
    assertScores(preceptor("score", "--model", merged, "--requests", requests), "merged_logprobs");
  }

  @Test
  void everyCommandOfALanguageModelTakesAnAdapter() throws IOException {
    Path adapter = LORA.resolve("adapter");
    List<List<Object>> commands =
        List.of(
            List.of("perplexity", "--text", "The liver lies on the right."),
            List.of("judge", "--statement", "The liver lies on the right."),
            List.of("generate", "--prompt", "Hello", "--max-new-tokens", 3, "--temperature", 0));
    for (List<Object> command : commands) {
      List<Object> arguments = new ArrayList<>(command);
      arguments.addAll(List.of("--model", BASE, "--json"));
      JsonNode plain = preceptor(arguments.toArray()).json();
      arguments.addAll(List.of("--adapter", adapter));
      assertThat(preceptor(arguments.toArray()).json()).isNotEqualTo(plain);
    }
  }

  @Test
  void anAdapterOfAnotherBaseEndsInOneLineAndWritesNothing() {
    Path out = folder.resolve("merged");
    Executed refused =
        preceptor(
            "merge",
            "--model",
            TestFiles.MISTRAL,
            "--adapter",
            LORA.resolve("adapter"),
            "--out",
            out);
    assertThat(refused.code()).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(refused.err().lines().toList()).hasSize(1);
    assertThat(refused.err()).contains("which the base model does not have");
    assertThat(out).doesNotExist();
  }
}
