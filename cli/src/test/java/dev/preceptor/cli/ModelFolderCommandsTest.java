package dev.preceptor.cli;

import static dev.preceptor.cli.Executed.preceptor;
import static dev.preceptor.cli.TestFiles.PMC_MINI;
import static dev.preceptor.cli.TestFiles.QWEN2_VL;
import static dev.preceptor.cli.TestFiles.STSB_ROBERTA;
import static dev.preceptor.cli.TestFiles.TRL_STEP;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.preceptor.cli.options.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a model folder says is checked by every command, and written back by those that train. */
@Tag("slow")
class ModelFolderCommandsTest {

  @TempDir Path folder;
  private Path model;

  @BeforeEach
  void copyModel() throws IOException {
    model = copy(QWEN2_VL, "model");
  }

  private Path copy(Path from, String name) throws IOException {
    Path to = Files.createDirectory(folder.resolve(name));
    try (Stream<Path> files = Files.list(from)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Files.copy(file, to.resolve(file.getFileName()));
      }
    }
    return to;
  }

  private static void replace(Path file, String pattern, String by) throws IOException {
    String text = Files.readString(file);
    assertThat(text).containsPattern(pattern);
    Files.writeString(file, text.replaceAll(pattern, by));
  }

  /** A command on the model, written as a line; FOLDER, PMC and STEP stand for folders. */
  private Executed execute(String line) {
    return preceptor(
        Arrays.stream(line.split(" "))
            .map(word -> word.replace("FOLDER", folder.toString()))
            .map(word -> word.replace("PMC", PMC_MINI.toString()))
            .map(word -> word.replace("STEP", TRL_STEP.toString()))
            .toArray());
  }

  private void assertNothingIsWritten() {
    assertThat(folder.resolve("runs")).doesNotExist();
    assertThat(folder.resolve("after")).doesNotExist();
  }

  @ParameterizedTest
  @CsvSource({
    "eval --model FOLDER/model --csv PMC/test.csv --images PMC/images",
    "generate --model FOLDER/model --prompt a",
    "score --model FOLDER/model --prompt a --completion b",
    "judge --model FOLDER/model --statement a",
    "perplexity --model FOLDER/model --text a",
    "step --model FOLDER/model --groups STEP/step.json --out FOLDER/after",
    "sft FOLDER/sft.yaml --runs-dir FOLDER/runs --run mine",
  })
  void everyCommandRefusesAFolderThatContradictsItself(String line) throws IOException {
    Files.writeString(
        folder.resolve("sft.yaml"), "model: model\nphantom: {train: 8, test: 4, size: 56}\n");
    replace(model.resolve("preprocessor_config.json"), "(\"patch_size\": *)14", "$116");
    Executed executed = execute(line);
    assertThat(executed.code()).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(executed.err())
        .contains("preprocessor_config.json, patch_size: 16, but 14 in vision_config")
        .hasLineCount(1);
    assertThat(executed.out()).isEmpty();
    assertNothingIsWritten();
  }

  @Test
  void aSimilarityModelIsHeldAgainstItselfToo() throws IOException {
    Path pairs = copy(STSB_ROBERTA, "pairs");
    replace(pairs.resolve("config.json"), "(\"vocab_size\": *)\\d+", "$120");
    Executed executed = execute("similarity --model FOLDER/pairs --a x --b y");
    assertThat(executed.code()).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(executed.err()).contains("the embedding has 20 rows").hasLineCount(1);
  }

  @ParameterizedTest
  @CsvSource({
    "eval --model FOLDER/model --csv PMC/test.csv --images PMC/images",
    "step --model FOLDER/model --groups STEP/step.json --out FOLDER/after",
    "sft FOLDER/sft.yaml --runs-dir FOLDER/runs --run mine",
  })
  void askingInTurnsNeedsAChatTemplate(String line) throws IOException {
    Files.writeString(
        folder.resolve("sft.yaml"), "model: model\nphantom: {train: 8, test: 4, size: 56}\n");
    Files.delete(model.resolve("chat_template.jinja"));
    Executed executed = execute(line);
    assertThat(executed.code()).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(executed.err()).contains("the model has no chat template").hasLineCount(1);
    assertNothingIsWritten();
  }

  /** As transformers, which takes the text as it is where nobody asks for a template. */
  @Test
  void withoutAChatTemplateAPromptIsTakenAsItIs() throws IOException {
    String line = "score --model FOLDER/model --prompt a --completion b --json";
    JsonNode raw = execute(line + " --raw").json();
    Files.delete(model.resolve("chat_template.jinja"));
    assertThat(execute(line).json()).isEqualTo(raw);
  }

  @Test
  void whatTheGenerationPromptOpensBeginsTheText() throws IOException {
    String line =
        "generate --model FOLDER/model --prompt a --max-new-tokens 3 --temperature 0 --json";
    replace(model.resolve("chat_template.jinja"), "assistant\n", "assistant\n<think>\n");
    JsonNode answer = execute(line).json();
    assertThat(answer.path("opening").asText()).isEqualTo("<think>\n");
    JsonNode response = answer.path("responses").path(0);
    assertThat(response.path("text").asText()).startsWith("<think>\n");
    assertThat(response.path("token_ids")).hasSize(3);
    assertThat(response.path("logprobs")).hasSize(3);
  }

  @Test
  void boundsOfAnImageCanBeGivenOnTheCommandLine() throws IOException {
    String line =
        "score --model FOLDER/model --prompt a --completion b --image FOLDER/model/wide.png --json";
    int own = patches(execute(line).json());
    assertThat(patches(execute(line + " --max-pixels 3136").json())).isLessThan(own);
    Path requests =
        Files.writeString(
            folder.resolve("requests.jsonl"),
            """
            {"prompt": "a", "completion": "b", "image": "%1$s"}
            {"prompt": "a", "completion": "b", "image": "%1$s", "max_pixels": 3136}
            """
                .formatted(model.resolve("wide.png")));
    List<JsonNode> lines =
        preceptor("score", "--model", model, "--requests", requests, "--max-pixels", 31360).lines();
    assertThat(patches(lines.get(0))).isEqualTo(own);
    assertThat(patches(lines.get(1))).isLessThan(own);
  }

  private static int patches(JsonNode scored) {
    return scored.path("image_grid_thw").path(1).asInt()
        * scored.path("image_grid_thw").path(2).asInt();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          generate --model FOLDER/model --prompt a --max-pixels 3136                                 | --max-pixels 3136: there is no image; add --image
          eval --model FOLDER/model --csv PMC/test.csv --min-pixels 784                              | --min-pixels 784: there is no image; add --images
          eval --model FOLDER/model --csv PMC/test.csv --images PMC/images --max-pixels 10           | max_pixels 10
          generate --model FOLDER/model --prompt a --image FOLDER/model/tiny.png --min-pixels 999999 | min_pixels 999999
          """)
  void boundsThatCannotBeKeptAreRefused(String line, String complaint) {
    Executed executed = execute(line);
    assertThat(executed.code()).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(executed.err()).contains(complaint).hasLineCount(1);
  }

  /** An evaluation of a checkpoint sees the images that training saw, with no option. */
  @Test
  void aStepWritesTheBoundsThatItTrainedWith() throws IOException {
    String groups = Files.readString(TRL_STEP.resolve("step.json"));
    Files.writeString(
        folder.resolve("groups.json"), groups.replaceAll("\"input_ids\": *\\[[^]]*],", ""));
    Executed executed =
        execute(
            "step --model FOLDER/model --groups FOLDER/groups.json --images FOLDER/model"
                + " --out FOLDER/after --set max_pixels=3136 --json");
    assertThat(executed.code()).as(executed.err()).isEqualTo(ExitCode.SUCCESS);
    JsonNode written = TestFiles.json(folder.resolve("after/preprocessor_config.json"));
    assertThat(written.path("max_pixels").asInt()).isEqualTo(3136);
    assertThat(written.path("size").path("longest_edge").asInt()).isEqualTo(3136);
    String line = "score --prompt a --completion b --image FOLDER/model/wide.png --json --model ";
    assertThat(patches(execute(line + "FOLDER/after").json()))
        .isEqualTo(patches(execute(line + "FOLDER/model --max-pixels 3136").json()));
  }
}
