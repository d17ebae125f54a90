package dev.preceptor.models.roberta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.preceptor.models.InputException;
import dev.preceptor.models.checkpoint.Checkpoint;
import dev.preceptor.models.checkpoint.HostTensor;
import dev.preceptor.models.checkpoint.MemoryModel;
import dev.preceptor.models.qwen2vl.Goldens;
import dev.preceptor.models.torch.Compute;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RoBERTa against transformers 4.57.1, see goldens/stsb-roberta and tools/goldens/roberta.py. */
class SimilarityModelTest {

  private static final Path GOLDENS = Path.of("src/test/resources/goldens");
  private static final Path STSB_ROBERTA = GOLDENS.resolve("stsb-roberta");
  private static final List<String> TOKENIZER_FILES =
      List.of("tokenizer.json", "tokenizer_config.json", "vocab.json", "merges.txt");

  /** A golden's weights with the tokenizer of stsb-roberta. */
  private static MemoryModel model(String name, String... without) {
    try (Checkpoint checkpoint = Checkpoint.open(GOLDENS.resolve(name));
        Checkpoint texts = Checkpoint.open(STSB_ROBERTA)) {
      Map<String, byte[]> files = new HashMap<>(checkpoint.files());
      TOKENIZER_FILES.forEach(file -> files.put(file, texts.files().get(file)));
      for (String file : without) {
        files.remove(file);
      }
      Map<String, HostTensor> tensors = new HashMap<>();
      checkpoint.tensorNames().forEach(tensor -> tensors.put(tensor, checkpoint.tensor(tensor)));
      return new MemoryModel(files, tensors);
    }
  }

  private static List<JsonNode> cases(String name) {
    List<JsonNode> cases = new ArrayList<>();
    Goldens.json(GOLDENS.resolve(name + "/golden.json")).path("cases").forEach(cases::add);
    assertThat(cases).isNotEmpty();
    return cases;
  }

  private static TextPair pair(JsonNode golden) {
    return new TextPair(golden.path("a").asText(), golden.path("b").asText());
  }

  private static void assertSame(Similarity similarity, JsonNode golden) {
    assertThat(Goldens.integers(golden.path("input_ids")))
        .as(golden.path("a") + " and " + golden.path("b"))
        .containsExactly(Arrays.stream(similarity.inputIds()).boxed().toArray(Integer[]::new));
    assertThat(similarity.logit()).isCloseTo(golden.path("logit").asDouble(), within(1e-3));
    assertThat(similarity.score()).isCloseTo(golden.path("score").asDouble(), within(1e-3));
  }

  @ParameterizedTest
  @ValueSource(strings = {"stsb-roberta", "roberta-pairs"})
  void everyPairIsScoredAsTransformers(String name) {
    try (SimilarityModel model = SimilarityModel.load(model(name), Compute.cpu())) {
      cases(name).forEach(golden -> assertSame(model.compare(pair(golden)), golden));
    }
  }

  @Test
  void batchedPairsScoreTheSameAsSinglePairs() {
    try (SimilarityModel model = SimilarityModel.load(model("roberta-pairs"), Compute.cpu())) {
      List<JsonNode> cases = cases("roberta-pairs");
      List<Similarity> together =
          model.compare(cases.stream().map(SimilarityModelTest::pair).toList());
      for (int i = 0; i < cases.size(); i++) {
        assertSame(together.get(i), cases.get(i));
      }
      assertThat(model.compare(List.of())).isEmpty();
    }
  }

  @Test
  void theTokenizerOfVocabularyAndMergesIsTheSame() {
    MemoryModel slow = model("roberta-pairs", "tokenizer.json");
    MemoryModel bare = model("roberta-pairs", "tokenizer.json", "tokenizer_config.json");
    for (MemoryModel source : List.of(slow, bare)) {
      try (SimilarityModel model = SimilarityModel.load(source, Compute.cpu())) {
        cases("roberta-pairs").forEach(golden -> assertSame(model.compare(pair(golden)), golden));
      }
    }
  }

  @Test
  void textsAreTruncatedAtTheSmallerOfTheTokenizersAndTheModelsLimit() {
    MemoryModel source = model("stsb-roberta");
    Map<String, byte[]> files = new HashMap<>(source.files());
    files.put(
        "tokenizer_config.json", "{\"model_max_length\": 20}".getBytes(StandardCharsets.UTF_8));
    String text = "The lung is clear. ".repeat(20);
    try (SimilarityModel shorter =
            SimilarityModel.load(new MemoryModel(files, source.tensors()), Compute.cpu());
        SimilarityModel whole = SimilarityModel.load(source, Compute.cpu())) {
      assertThat(shorter.compare(new TextPair(text, text)).inputIds()).hasSize(20);
      assertThat(whole.compare(new TextPair(text, text)).inputIds()).hasSize(128);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          hidden_act              | "relu"                 | hidden_act: 'relu'
          position_embedding_type | "relative_key"         | position_embedding_type: 'relative_key'
          id2label                | {"0": "no", "1": "yes"} | id2label: the model has 2 labels
          num_attention_heads     | 3                      | hidden_size: 64 is not a multiple
          model_type              | "bert"                 | model_type: 'bert'
          """)
  void unsupportedValuesAreRefusedByKey(String key, String value, String complaint)
      throws IOException {
    ObjectNode config = (ObjectNode) Goldens.json(STSB_ROBERTA.resolve("config.json"));
    config.set(key, new ObjectMapper().readTree(value));
    byte[] bytes = config.toString().getBytes(StandardCharsets.UTF_8);
    assertThatThrownBy(
            () -> RobertaConfig.from(new MemoryModel(Map.of("config.json", bytes), Map.of())))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith("config.json, " + complaint);
  }
}
