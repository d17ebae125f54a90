package dev.preceptor.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.StreamSupport;

/** Models, reference results and images that lie with other modules' tests. */
final class TestFiles {

  /** A tiny random Qwen2-VL with what transformers computes on it. */
  static final Path QWEN2_VL = Path.of("../lib/models/src/test/resources/goldens/qwen2-vl");

  /** A tiny random Mistral with what transformers computes on it. */
  static final Path MISTRAL = Path.of("../lib/models/src/test/resources/goldens/mistral");

  /** A tiny random BioGPT with what transformers computes on it. */
  static final Path BIOGPT = Path.of("../lib/models/src/test/resources/goldens/biogpt");

  /** A tiny random RoBERTa with one label with what transformers computes on it. */
  static final Path STSB_ROBERTA = Path.of("../lib/models/src/test/resources/goldens/stsb-roberta");

  /** One optimizer step of TRL on it. */
  static final Path TRL_STEP = Path.of("../lib/models/src/test/resources/goldens/trl-step");

  /** Real medical images in PMC-VQA's layouts. */
  static final Path PMC_MINI = Path.of("../lib/vqa/src/test/resources/pmc-mini");

  private TestFiles() {}

  static JsonNode json(Path file) {
    try {
      return new ObjectMapper().readTree(file.toFile());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** transformers' cases on the Qwen2-VL. */
  static List<JsonNode> cases() {
    return cases(QWEN2_VL);
  }

  /** transformers' cases on a model. */
  static List<JsonNode> cases(Path model) {
    JsonNode cases = json(model.resolve("golden.json")).path("cases");
    return StreamSupport.stream(cases.spliterator(), false).toList();
  }
}
