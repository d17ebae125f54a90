package dev.preceptor.models.biogpt;

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
import dev.preceptor.models.language.LanguageModel;
import dev.preceptor.models.language.Perplexity;
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

/** BioGPT against transformers 4.57.1, see goldens/biogpt and tools/goldens/biogpt.py. */
class BioGptTest {

  private static final Path GOLDENS = Path.of("src/test/resources/goldens");
  private static final Path BIOGPT = GOLDENS.resolve("biogpt");

  private static List<JsonNode> cases(Path golden) {
    List<JsonNode> cases = new ArrayList<>();
    Goldens.json(golden).path("cases").forEach(cases::add);
    assertThat(cases).isNotEmpty();
    return cases;
  }

  private static int[] ids(JsonNode array) {
    return Goldens.integers(array).stream().mapToInt(Integer::intValue).toArray();
  }

  /** Shapes have no tokenizer of their own; their prompts are ids. */
  private static MemoryModel shape(String shape) {
    try (Checkpoint checkpoint = Checkpoint.open(GOLDENS.resolve("biogpt-shapes/" + shape))) {
      Map<String, byte[]> files = new HashMap<>(checkpoint.files());
      files.put("tokenizer.json", NumberedTokenizer.of(96, Map.of()));
      Map<String, HostTensor> tensors = new HashMap<>();
      checkpoint.tensorNames().forEach(name -> tensors.put(name, checkpoint.tensor(name)));
      return new MemoryModel(files, tensors);
    }
  }

  @Test
  void theJudgesPromptAndThePerplexityAreTransformers() {
    try (Checkpoint checkpoint = Checkpoint.open(BIOGPT);
        LanguageModel model = LanguageModel.load(checkpoint)) {
      for (JsonNode golden : cases(BIOGPT.resolve("golden.json"))) {
        TokenizedPrompt prompt =
            model.processor().rawPrompt(golden.path("prompt").asText(), Optional.empty());
        assertThat(prompt.ids()).isEqualTo(ids(golden.path("input_ids")));
        for (String answer : List.of("yes", "no")) {
          JsonNode continuation = golden.path(answer);
          int[] tokens = ids(continuation.path("continuation_ids"));
          double sum = 0;
          for (float logprob : model.score(prompt, tokens).logprobs()) {
            sum += logprob;
          }
          assertThat(sum).isCloseTo(continuation.path("logprob").asDouble(), within(2e-3));
        }
        if (golden.has("perplexity")) {
          double expected = golden.path("perplexity").asDouble();
          Perplexity perplexity = Perplexity.of(model, golden.path("statement").asText());
          assertThat(perplexity.tokenIds()).isEqualTo(ids(golden.path("statement_ids")));
          assertThat(perplexity.value()).isCloseTo(expected, within(2e-3 * expected));
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"heads-8-untied", "unscaled", "one-head"})
  void everyShapeScoresAndDecodesAsTransformers(String shape) {
    assertShape(shape(shape), shape);
  }

  @Test
  void weightsWithoutThePrefixAreFound() {
    MemoryModel model = shape("unscaled");
    Map<String, HostTensor> bare = new HashMap<>();
    model.tensorNames().forEach(n -> bare.put(n.replaceFirst("^biogpt\\.", ""), model.tensor(n)));
    assertThat(bare).containsKey("layers.0.fc1.weight");
    assertShape(new MemoryModel(model.files(), bare), "unscaled");
  }

  private static void assertShape(MemoryModel source, String shape) {
    try (LanguageModel model = LanguageModel.load(source)) {
      List<JsonNode> cases = cases(GOLDENS.resolve("biogpt-shapes/" + shape + "/golden.json"));
      Sampling greedy = new Sampling(0, 24, List.of());
      List<TokenizedPrompt> prompts = new ArrayList<>();
      for (JsonNode golden : cases) {
        TokenizedPrompt prompt =
            new TokenizedPrompt(ids(golden.path("prompt_ids")), 0, Optional.empty());
        prompts.add(prompt);
        float[] logprobs = model.score(prompt, ids(golden.path("completion_ids"))).logprobs();
        for (int i = 0; i < logprobs.length; i++) {
          assertThat((double) logprobs[i])
              .isCloseTo(golden.path("completion_logprobs").path(i).asDouble(), within(1e-3));
        }
        Completion decoded = model.generate(List.of(prompt), 1, greedy, new long[1]).get(0).get(0);
        assertThat(decoded.tokenIds()).isEqualTo(untilStop(golden));
      }
      List<List<Completion>> together =
          model.generate(prompts, 2, greedy, new long[prompts.size()]);
      for (int i = 0; i < prompts.size(); i++) {
        for (Completion completion : together.get(i)) {
          assertThat(completion.tokenIds()).isEqualTo(untilStop(cases.get(i)));
        }
      }
    }
  }

  /** transformers was run without stopping; this model stops at the first end of sequence, id 2. */
  private static int[] untilStop(JsonNode golden) {
    int[] all = ids(golden.path("greedy_ids"));
    for (int i = 0; i < all.length; i++) {
      if (all[i] == 2) {
        return Arrays.copyOf(all, i + 1);
      }
    }
    return all;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          hidden_act              | "relu" | hidden_act: 'relu'
          num_attention_heads     | 3      | hidden_size: 64 is not a multiple of num_attention_heads
          max_position_embeddings | 0      | max_position_embeddings: '0' is not a positive number
          """)
  void unsupportedValuesAreRefusedByKey(String key, String value, String complaint)
      throws IOException {
    ObjectNode config = (ObjectNode) Goldens.json(BIOGPT.resolve("config.json"));
    config.set(key, new ObjectMapper().readTree(value));
    byte[] bytes = config.toString().getBytes(StandardCharsets.UTF_8);
    MemoryModel source = new MemoryModel(Map.of("config.json", bytes), Map.of());
    assertThatThrownBy(() -> BioGptConfig.from(source))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith("config.json, " + complaint);
  }
}
