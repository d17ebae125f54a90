package dev.preceptor.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.StreamSupport;

/** Models, reference results and images in the tests of other modules. */
final class TestFiles {

  /** A tiny random Qwen2-VL with reference results of transformers. */
  static final Path QWEN2_VL = Path.of("../lib/models/src/test/resources/goldens/qwen2-vl");

  /** A tiny random Mistral with reference results of transformers. */
  static final Path MISTRAL = Path.of("../lib/models/src/test/resources/goldens/mistral");

  /** A tiny random BioGPT with reference results of transformers. */
  static final Path BIOGPT = Path.of("../lib/models/src/test/resources/goldens/biogpt");

  /** A tiny random RoBERTa with one label with reference results of transformers. */
  static final Path STSB_ROBERTA = Path.of("../lib/models/src/test/resources/goldens/stsb-roberta");

  /** LoRA adapters on a tiny random Qwen2-VL with results of PEFT and TRL. */
  static final Path LORA = Path.of("../lib/models/src/test/resources/goldens/lora");

  /** One optimizer step of TRL on it. */
  static final Path TRL_STEP = Path.of("../lib/models/src/test/resources/goldens/trl-step");

  /** Real medical images in PMC-VQA's layouts. */
  static final Path PMC_MINI = Path.of("../lib/vqa/src/test/resources/pmc-mini");

  private TestFiles() {}

  /** Writes a recipe that trains the embedded policy on {@link #PMC_MINI}, with more keys. */
  static Path pmcMiniRecipe(Path file, String keys) throws IOException {
    Path data = PMC_MINI.toAbsolutePath();
    String inputs =
        """
        model: %s
        train_csv: %s
        test_csv: %s
        images: %s
        """
            .formatted(
                Path.of("../recipes/phantom-policy").toAbsolutePath().normalize(),
                data.resolve("train.csv"),
                data.resolve("test_2.csv"),
                data.resolve("images"));
    return Files.writeString(file, inputs + keys);
  }

  static JsonNode json(Path file) {
    try {
      return new ObjectMapper().readTree(file.toFile());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Reference cases of transformers for the Qwen2-VL. */
  static List<JsonNode> cases() {
    return cases(QWEN2_VL);
  }

  /** Reference cases of transformers for a model. */
  static List<JsonNode> cases(Path model) {
    JsonNode cases = json(model.resolve("golden.json")).path("cases");
    return StreamSupport.stream(cases.spliterator(), false).toList();
  }
}
