package dev.preceptor.cli;

import static dev.preceptor.cli.Executed.preceptor;
import static dev.preceptor.cli.TestFiles.MISTRAL;
import static dev.preceptor.cli.TestFiles.STSB_ROBERTA;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.preceptor.cli.options.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code preceptor similarity} against transformers, see goldens/stsb-roberta. */
class SimilarityCommandTest {

  @TempDir Path folder;

  @Test
  void similarityMatchesTransformers() throws IOException {
    List<JsonNode> cases = TestFiles.cases(STSB_ROBERTA);
    Path requests =
        Files.write(
            folder.resolve("pairs.jsonl"),
            cases.stream().map(SimilarityCommandTest::request).toList());
    List<JsonNode> lines =
        preceptor("similarity", "--model", STSB_ROBERTA, "--requests", requests).lines();
    assertThat(lines).hasSameSizeAs(cases).isNotEmpty();
    for (int i = 0; i < lines.size(); i++) {
      JsonNode golden = cases.get(i);
      assertThat(lines.get(i).path("input_ids")).isEqualTo(golden.path("input_ids"));
      for (String number : List.of("logit", "score")) {
        assertThat(lines.get(i).path(number).asDouble())
            .isCloseTo(golden.path(number).asDouble(), within(1e-3));
      }
    }
  }

  private static String request(JsonNode golden) {
    ObjectNode request = new ObjectMapper().createObjectNode();
    request.set("a", golden.path("a"));
    request.set("b", golden.path("b"));
    return request.toString();
  }

  @Test
  void aPairCanBeGivenByOptions() {
    JsonNode golden = TestFiles.cases(STSB_ROBERTA).get(0);
    Executed executed =
        preceptor(
            "similarity",
            "--model",
            STSB_ROBERTA,
            "--a",
            golden.path("a").asText(),
            "--b",
            golden.path("b").asText());
    assertThat(executed.out()).startsWith("similarity 0.390");
  }

  @Test
  void missingInputAndWrongModelsAreReportedInOneLine() {
    Executed missing = preceptor("similarity", "--model", STSB_ROBERTA, "--a", "A lung.");
    assertThat(missing.code()).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(missing.err()).contains("--b is missing").hasLineCount(1);
    Executed model = preceptor("similarity", "--model", MISTRAL, "--a", "A", "--b", "B");
    assertThat(model.code()).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(model.err()).contains("use a roberta model").hasLineCount(1);
  }
}
