package dev.preceptor.cli;

import static dev.preceptor.cli.Executed.preceptor;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.preceptor.cli.options.ExitCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is wrong with a family's model, adapter or prompt is said in one line; nothing is left. */
@Tag("slow")
class FamilyBadInputsTest {

  private static final Path GOLDENS =
      Path.of("../lib/models/src/test/resources/goldens").toAbsolutePath().normalize();
  private static final Path PHANTOM = Path.of("../recipes/phantom-policy").toAbsolutePath();
  private static final Path IMAGE = GOLDENS.resolve("images/tiny.png");
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir static Path folder;

  @BeforeAll
  static void damageModels() throws IOException {
    for (String family : List.of("qwen2-vl", "llava", "mllama")) {
      copy(GOLDENS.resolve(family), family);
    }
    qwen25Vl();
    Map<String, String> towers =
        Map.of(
            "qwen2-vl", "visual.merger.mlp.2.bias",
            "qwen2.5-vl", "visual.merger.mlp.2.bias",
            "llava", "multi_modal_projector.linear_2.bias",
            "mllama", "vision_model.global_transformer.layers.1.gate_ffn");
    for (Map.Entry<String, String> each : towers.entrySet()) {
      String family = each.getKey();
      withoutWeight(copy(folder.resolve(family), family + "-towerless"), each.getValue());
      writesNoImage(copy(folder.resolve(family), family + "-imageless"));
    }
    adapter("lora/adapter", "rank", config -> config.put("r", 4));
    adapter("llava-lora/adapter", "llava-rank", config -> config.put("r", 3));
    adapter("lora/adapter", "target", config -> config.putArray("target_modules").add("nope"));
    adapter(
        "llava-lora/adapter",
        "llava-target",
        config -> config.putArray("target_modules").add("nope"));
    recipe("sft", "qwen2-vl-towerless", "");
    recipe("sft", "qwen2.5-vl-towerless", "");
    recipe("sft", "llava-towerless", "");
    recipe("sft", "mllama", "");
    for (String family : List.of("qwen2-vl", "qwen2.5-vl", "llava")) {
      recipe("dpo", family, "use_peft: true\nlora_target_modules: [q_proj, nope]\n");
    }
  }

  /** No folder of this family has a tokenizer among the goldens. */
  private static void qwen25Vl() throws IOException {
    Path shape = GOLDENS.resolve("qwen2-vl-shapes/windows-2-tied/config.json");
    ObjectNode config = (ObjectNode) JSON.readTree(Files.readString(shape));
    config.put("vocab_size", 4096);
    ((ObjectNode) config.path("vision_config")).put("patch_size", 14).put("window_size", 56);
    Path like = Files.writeString(folder.resolve("like.json"), config.toString());
    Executed written =
        preceptor(
            "random-model",
            "--like",
            like,
            "--tokenizer",
            PHANTOM,
            "--out",
            folder.resolve("qwen2.5-vl"));
    assertThat(written.code()).as(written.err()).isEqualTo(ExitCode.SUCCESS);
  }

  private static Path copy(Path from, String name) throws IOException {
    Path to = Files.createDirectory(folder.resolve(name));
    try (Stream<Path> files = Files.list(from)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Files.copy(file, to.resolve(file.getFileName()));
      }
    }
    return to;
  }

  /** The weight has another name of the same length, in the index too. */
  private static void withoutWeight(Path model, String weight) throws IOException {
    boolean found = false;
    for (Path file : list(model)) {
      String name = file.getFileName().toString();
      if (name.contains("safetensors")) {
        String text = Files.readString(file, StandardCharsets.ISO_8859_1);
        String renamed = text.replaceFirst(weight + "\"", "x".repeat(weight.length()) + "\"");
        Files.writeString(file, renamed, StandardCharsets.ISO_8859_1);
        found |= !renamed.equals(text);
      }
    }
    assertThat(found).as("%s has %s", model, weight).isTrue();
  }

  private static void writesNoImage(Path model) throws IOException {
    boolean found = false;
    for (Path file : list(model)) {
      if (file.getFileName().toString().startsWith("chat_template")) {
        String text = Files.readString(file);
        String without =
            text.replace("<|vision_start|><|image_pad|>", "an image")
                .replace("<image>", "an image")
                .replace("<|image|>", "an image");
        Files.writeString(file, without);
        found |= !without.equals(text);
      }
    }
    assertThat(found).as("%s writes an image", model).isTrue();
  }

  private static List<Path> list(Path model) throws IOException {
    try (Stream<Path> files = Files.list(model)) {
      return files.toList();
    }
  }

  private interface Change {
    void to(ObjectNode config);
  }

  private static void adapter(String from, String name, Change change) throws IOException {
    Path file = copy(GOLDENS.resolve(from), name).resolve("adapter_config.json");
    ObjectNode config = (ObjectNode) JSON.readTree(Files.readString(file));
    change.to(config);
    Files.writeString(file, config.toString());
  }

  private static void recipe(String job, String model, String keys) throws IOException {
    Files.writeString(
        folder.resolve(job + "-" + model + ".yaml"),
        "model: %s\nphantom: {train: 8, test: 4, size: 56}\n%s".formatted(model, keys));
  }

  /** FOLDER has the damaged models and adapters, GOLDENS those that are whole. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '@',
      textBlock =
          """
          merge --model FOLDER/qwen2-vl --adapter GOLDENS/llava-lora/adapter --out FOLDER/out            @ was it trained on another base?
          merge --model FOLDER/qwen2.5-vl --adapter GOLDENS/llava-lora/adapter --out FOLDER/out          @ was it trained on another base?
          merge --model FOLDER/llava --adapter GOLDENS/lora/adapter --out FOLDER/out                     @ was it trained on another base?
          merge --model FOLDER/mllama --adapter GOLDENS/lora/adapter --out FOLDER/out                    @ was it trained on another base?
          merge --model GOLDENS/llama --adapter GOLDENS/lora/adapter --out FOLDER/out                    @ was it trained on another base?
          score --model FOLDER/mllama --adapter GOLDENS/lora/adapter --prompt a --completion b           @ was it trained on another base?
          merge --model GOLDENS/lora/base --adapter FOLDER/rank --out FOLDER/out                         @ has the rank 8, but adapter_config.json says 4
          merge --model FOLDER/llava --adapter FOLDER/llava-rank --out FOLDER/out                        @ but adapter_config.json says 3
          merge --model GOLDENS/lora/base --adapter FOLDER/target --out FOLDER/out                       @ which target_modules in adapter_config.json does not name
          merge --model FOLDER/llava --adapter FOLDER/llava-target --out FOLDER/out                      @ which target_modules in adapter_config.json does not name
          dpo FOLDER/dpo-qwen2-vl.yaml --runs-dir FOLDER/out --run mine                                  @ lora_target_modules: nope is not a linear layer of the model
          dpo FOLDER/dpo-qwen2.5-vl.yaml --runs-dir FOLDER/out --run mine                                @ lora_target_modules: nope is not a linear layer of the model
          dpo FOLDER/dpo-llava.yaml --runs-dir FOLDER/out --run mine                                     @ lora_target_modules: nope is not a linear layer of the model
          score --model FOLDER/qwen2-vl-towerless --prompt a --completion b                              @ the checkpoint has no weight visual.merger.mlp.2.bias;
          score --model FOLDER/qwen2.5-vl-towerless --prompt a --completion b                            @ the checkpoint has no weight visual.merger.mlp.2.bias;
          score --model FOLDER/llava-towerless --prompt a --completion b                                 @ the checkpoint has no weight multi_modal_projector.linear_2.bias;
          score --model FOLDER/mllama-towerless --prompt a --completion b                                @ the checkpoint has no weight vision_model.global_transformer.layers.1.gate_ffn;
          sft FOLDER/sft-qwen2-vl-towerless.yaml --runs-dir FOLDER/out --run mine                        @ the checkpoint has no weight visual.merger.mlp.2.bias;
          sft FOLDER/sft-qwen2.5-vl-towerless.yaml --runs-dir FOLDER/out --run mine                      @ the checkpoint has no weight visual.merger.mlp.2.bias;
          sft FOLDER/sft-llava-towerless.yaml --runs-dir FOLDER/out --run mine                           @ the checkpoint has no weight multi_modal_projector.linear_2.bias;
          sft FOLDER/sft-mllama.yaml --runs-dir FOLDER/out --run mine                                    @ cannot be trained
          score --model GOLDENS/llama --prompt a --completion b --image IMAGE                            @ this model reads text only; leave the image out
          score --model GOLDENS/mistral --prompt a --completion b --image IMAGE                          @ this model reads text only; leave the image out
          score --model GOLDENS/biogpt --prompt a --completion b --image IMAGE                           @ this model reads text only; leave the image out
          score --model FOLDER/qwen2-vl-imageless --prompt a --completion b --image IMAGE                @ the chat template writes no <|vision_start|><|image_pad|> for an image
          score --model FOLDER/qwen2.5-vl-imageless --prompt a --completion b --image IMAGE              @ the chat template writes no <|vision_start|><|image_pad|> for an image
          score --model FOLDER/llava-imageless --prompt a --completion b --image IMAGE                   @ the chat template writes no <image> for an image
          score --model FOLDER/mllama-imageless --prompt a --completion b --image IMAGE                  @ the chat template writes no <|image|> for an image
          score --model FOLDER/llava --raw --prompt <image>a --completion b --image IMAGE --image IMAGE  @ the prompt has 1 of 2 placeholders for its images
          score --model FOLDER/mllama --prompt a --completion b --image IMAGE --image IMAGE              @ a prompt of this model may have one image, not 2
          """)
  void aBadInputEndsInOneLineAndLeavesNothing(String line, String complaint) {
    Executed executed =
        preceptor(
            Arrays.stream(line.split(" "))
                .map(word -> word.replace("FOLDER", folder.toString()))
                .map(word -> word.replace("GOLDENS", GOLDENS.toString()))
                .map(word -> word.replace("IMAGE", IMAGE.toString()))
                .toArray());
    assertThat(executed.code()).as(executed.err()).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(executed.err()).contains(complaint).hasLineCount(1);
    assertThat(executed.out()).isEmpty();
    assertThat(folder.resolve("out")).doesNotExist();
  }

  /** The same prompt by two options and by a list in a requests file. */
  @Test
  void imagesAreGivenAgainOrAsAList() throws IOException {
    Path model = folder.resolve("qwen2.5-vl");
    Path other = GOLDENS.resolve("images/wide.png");
    String[] command = {"score", "--model", model.toString(), "--completion", "b"};
    Executed options =
        preceptor(
            Stream.concat(
                    Arrays.stream(command),
                    Stream.of("--prompt", "a", "--image", IMAGE, "--image", other, "--json"))
                .toArray());
    assertThat(options.json().path("image_grids_thw")).hasSize(2);
    assertThat(options.json().path("image_grid_thw"))
        .isEqualTo(options.json().path("image_grids_thw").path(0));
    Path requests = folder.resolve("requests.jsonl");
    ObjectNode request = JSON.createObjectNode().put("prompt", "a");
    request.putArray("image").add(IMAGE.toString()).add(other.toString());
    Files.writeString(requests, request + "\n");
    Executed listed =
        preceptor(
            Stream.concat(Arrays.stream(command), Stream.of("--requests", requests)).toArray());
    assertThat(listed.json()).isEqualTo(options.json());
  }
}
