package dev.preceptor.models.mistral;

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
import dev.preceptor.models.language.Architecture;
import dev.preceptor.models.language.LanguageModel;
import dev.preceptor.models.language.Processor;
import dev.preceptor.models.language.ScoredCompletion;
import dev.preceptor.models.language.TokenizedPrompt;
import dev.preceptor.models.qwen2vl.Goldens;
import dev.preceptor.models.sampling.Completion;
import dev.preceptor.models.sampling.Sampling;
import dev.preceptor.models.text.NumberedTokenizer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Mistral against transformers 4.57.1, see tools/goldens/mistral.py. */
class MistralTest {

  private static final Path GOLDENS = Path.of("src/test/resources/goldens");
  private static final Path MISTRAL = GOLDENS.resolve("mistral");

  /** Shapes have no tokenizer of their own; their prompts are ids. */
  private static LanguageModel load(String shape) {
    try (Checkpoint checkpoint = Checkpoint.open(GOLDENS.resolve("mistral-shapes/" + shape))) {
      Map<String, byte[]> files = new HashMap<>(checkpoint.files());
      files.put("tokenizer.json", NumberedTokenizer.of(96, Map.of()));
      Map<String, HostTensor> tensors = new HashMap<>();
      checkpoint.tensorNames().forEach(name -> tensors.put(name, checkpoint.tensor(name)));
      return LanguageModel.load(new MemoryModel(files, tensors));
    }
  }

  private static List<JsonNode> cases(Path golden) {
    List<JsonNode> cases = new ArrayList<>();
    Goldens.json(golden).path("cases").forEach(cases::add);
    assertThat(cases).isNotEmpty();
    return cases;
  }

  private static int[] ids(JsonNode array) {
    return Goldens.integers(array).stream().mapToInt(Integer::intValue).toArray();
  }

  private static TokenizedPrompt prompt(JsonNode golden) {
    return new TokenizedPrompt(ids(golden.path("prompt_ids")), 0, Optional.empty());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "derived-head-dim",
        "wide-heads",
        "groups-1",
        "groups-8-tied",
        "window-5",
        "window-2",
        "window-default-theta"
      })
  void everyShapeScoresAndDecodesAsTransformers(String shape) {
    try (LanguageModel model = load(shape)) {
      List<JsonNode> cases = cases(GOLDENS.resolve("mistral-shapes/" + shape + "/golden.json"));
      Sampling greedy = new Sampling(0, 24, List.of());
      for (JsonNode golden : cases) {
        TokenizedPrompt prompt = prompt(golden);
        assertLogprobs(
            model.score(prompt, ids(golden.path("completion_ids"))).logprobs(),
            golden.path("completion_logprobs"));
        Completion decoded = model.generate(List.of(prompt), 1, greedy, new long[1]).get(0).get(0);
        assertThat(decoded.tokenIds()).isEqualTo(untilStop(golden, model));
      }
      List<TokenizedPrompt> prompts = cases.stream().map(MistralTest::prompt).toList();
      List<List<Completion>> together =
          model.generate(prompts, 2, greedy, new long[prompts.size()]);
      for (int i = 0; i < prompts.size(); i++) {
        for (Completion completion : together.get(i)) {
          assertThat(completion.tokenIds())
              .as("prompt %d in a batch", i)
              .isEqualTo(untilStop(cases.get(i), model));
        }
      }
    }
  }

  /** transformers was run without stopping; this model stops at the first end of sequence. */
  private static int[] untilStop(JsonNode golden, LanguageModel model) {
    int[] all = ids(golden.path("greedy_ids"));
    for (int i = 0; i < all.length; i++) {
      if (model.architecture().eosTokenIds().contains(all[i])) {
        return Arrays.copyOf(all, i + 1);
      }
    }
    return all;
  }

  private static void assertLogprobs(float[] logprobs, JsonNode golden) {
    assertThat(logprobs).hasSize(golden.size());
    for (int i = 0; i < logprobs.length; i++) {
      assertThat((double) logprobs[i])
          .as("token %d", i)
          .isCloseTo(golden.path(i).asDouble(), within(1e-3));
    }
  }

  @Test
  void batchedCompletionsScoreTheSameAsSingleOnes() {
    try (LanguageModel model = load("window-5")) {
      JsonNode golden = cases(GOLDENS.resolve("mistral-shapes/window-5/golden.json")).get(3);
      int[] whole = ids(golden.path("completion_ids"));
      List<ScoredCompletion> both =
          model.score(prompt(golden), List.of(new int[] {whole[0], whole[1]}, whole));
      assertLogprobs(both.get(1).logprobs(), golden.path("completion_logprobs"));
      assertThat(both.get(0).logprobs()).hasSize(2);
      assertThat((double) both.get(0).logprobs()[1])
          .isCloseTo(both.get(1).logprobs()[1], within(1e-5));
    }
  }

  @Test
  void aTurnOfTheChatTemplateIsTokenizedAndAnsweredAsTransformers() {
    try (Checkpoint checkpoint = Checkpoint.open(MISTRAL);
        LanguageModel model = LanguageModel.load(checkpoint)) {
      for (JsonNode golden : cases(MISTRAL.resolve("golden.json"))) {
        String text = golden.path("prompt").asText();
        assertThat(model.processor().rawPrompt(text, Optional.empty()).ids())
            .isEqualTo(ids(golden.path("input_ids")));
        if (golden.has("chat_ids")) {
          TokenizedPrompt turn = model.prompt(model.chatText(text, false), Optional.empty());
          assertThat(turn.ids()).isEqualTo(ids(golden.path("chat_ids")));
          int[] expected = ids(golden.path("chat_greedy_ids"));
          Sampling greedy = new Sampling(0, expected.length, List.of());
          assertThat(model.generate(List.of(turn), 1, greedy, new long[1]).get(0).get(0).tokenIds())
              .isEqualTo(expected);
        }
      }
    }
  }

  @Test
  void anImageIsRefusedInOneLine() {
    try (Checkpoint checkpoint = Checkpoint.open(MISTRAL);
        Processor processor = Architecture.of(checkpoint).processor(checkpoint)) {
      assertThatThrownBy(processor::images)
          .isInstanceOf(InputException.class)
          .hasMessageContaining("reads text only; leave the image out");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          rope_scaling        | {"rope_type": "linear", "factor": 2.0} | rope_scaling: the type 'linear'
          rope_scaling        | {"type": "yarn"}                       | rope_scaling: the type 'yarn'
          rope_parameters     | {"rope_type": "llama3"}                | rope_parameters: the type 'llama3'
          hidden_act          | "gelu"                                 | hidden_act: 'gelu'
          num_key_value_heads | 3                                      | num_attention_heads: 8 is not a multiple
          sliding_window      | 0                                      | sliding_window: '0' is not a positive number
          head_dim            | 7                                      | head_dim: 7 is not a multiple of 2
          model_type          | "mixtral"                              | model_type: 'mixtral'
          """)
  void unsupportedValuesAreRefusedByKey(String key, String value, String complaint)
      throws IOException {
    assertThatThrownBy(() -> configuration(key, value))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith("config.json, " + complaint);
  }

  @Test
  void absentKeysHaveTransformersDefaults() throws IOException {
    MistralConfig config = configuration("sliding_window", null);
    assertThat(config.decoder().slidingWindow()).isEqualTo(4096);
    assertThat(configuration("sliding_window", "null").decoder().slidingWindow()).isZero();
    assertThat(configuration("head_dim", null).decoder().headDim()).isEqualTo(8);
    assertThat(configuration("head_dim", "null").decoder().headDim()).isEqualTo(8);
    assertThat(configuration("num_key_value_heads", null).decoder().numKeyValueHeads())
        .isEqualTo(8);
    assertThat(configuration("max_position_embeddings", null).maxPositionEmbeddings())
        .isEqualTo(131072);
    assertThat(configuration("rope_parameters", "{\"rope_theta\": 5e5}").decoder().rope().theta())
        .isEqualTo(5e5);
  }

  /** The golden's configuration with one key changed, or removed if the value is null. */
  private static MistralConfig configuration(String key, String value) throws IOException {
    ObjectMapper json = new ObjectMapper();
    ObjectNode config = (ObjectNode) Goldens.json(MISTRAL.resolve("config.json"));
    if (value == null) {
      config.remove(key);
    } else {
      config.set(key, json.readTree(value));
    }
    byte[] file = config.toString().getBytes(StandardCharsets.UTF_8);
    return MistralConfig.from(new MemoryModel(Map.of("config.json", file), Map.of()));
  }
}
