package dev.preceptor.models.language;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.preceptor.models.InputException;
import dev.preceptor.models.NotFiniteException;
import dev.preceptor.models.checkpoint.Checkpoint;
import dev.preceptor.models.checkpoint.HostTensor;
import dev.preceptor.models.checkpoint.MemoryModel;
import dev.preceptor.models.qwen2vl.Goldens;
import dev.preceptor.models.sampling.Completion;
import dev.preceptor.models.sampling.Sampling;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Distributions at the edge of what float32 can hold. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DegenerateLogitsTest {

  private static final int LENGTH = 12;
  private static final TokenizedPrompt PROMPT =
      new TokenizedPrompt(new int[] {5, 20, 30, 40}, 0, Optional.empty());

  private Checkpoint checkpoint;
  private LanguageModel model;

  @BeforeAll
  void load() {
    checkpoint = Checkpoint.open(Goldens.QWEN2_VL);
    model = LanguageModel.load(checkpoint);
  }

  @AfterAll
  void close() {
    model.close();
    checkpoint.close();
  }

  private static List<Completion> generate(LanguageModel sampler, Sampling sampling, int samples) {
    return sampler.generate(List.of(PROMPT), samples, sampling, new long[] {7}).get(0);
  }

  private List<Completion> generate(double temperature, List<Integer> suppress, int samples) {
    return generate(model, new Sampling(temperature, LENGTH, suppress), samples);
  }

  @ParameterizedTest
  @ValueSource(doubles = {1e-5, 1e-20, 1e-38, 1e-45, 1e-320, Double.MIN_VALUE})
  void atTheLimitOfTheTemperatureEverySampleIsTheGreedyOne(double temperature) {
    int[] greedy = generate(0, List.of(), 1).get(0).tokenIds();
    for (Completion sample : generate(temperature, List.of(), 3)) {
      assertThat(sample.tokenIds()).isEqualTo(greedy);
      assertThat(sample.logprobs()).containsOnly(0);
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {1e-38, 0, 1, 100})
  void theOnlyIdThatIsNotSuppressedIsSampled(double temperature) {
    int vocabulary = model.architecture().vocabSize();
    List<Integer> others = IntStream.range(0, vocabulary).filter(id -> id != 77).boxed().toList();
    Completion only = generate(temperature, others, 1).get(0);
    assertThat(only.tokenIds()).hasSize(LENGTH).containsOnly(77);
    assertThat(only.logprobs()).containsOnly(0);
  }

  @ParameterizedTest
  @ValueSource(doubles = {1e-38, 0, 1})
  void suppressingEveryIdIsRefused(double temperature) {
    int vocabulary = model.architecture().vocabSize();
    List<Integer> all =
        IntStream.range(0, 2 * vocabulary).map(id -> id % vocabulary).boxed().toList();
    assertThatThrownBy(() -> generate(temperature, all, 1))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "suppress: all %d ids of the vocabulary are suppressed, so no token could be sampled;"
                    .formatted(vocabulary)
                + " leave some out");
  }

  @Test
  void anEndOfTheVocabularyIsNeverLeft() {
    int vocabulary = model.architecture().vocabSize();
    List<Integer> first = IntStream.range(0, vocabulary - 1).boxed().toList();
    assertThat(generate(1, first, 4))
        .allSatisfy(sample -> assertThat(sample.tokenIds()).containsOnly(vocabulary - 1));
  }

  /** Finite weights whose logits overflow. */
  private MemoryModel enormous() {
    Map<String, HostTensor> tensors = new TreeMap<>();
    checkpoint.tensorNames().forEach(name -> tensors.put(name, checkpoint.tensor(name)));
    String norm = "model.norm.weight";
    tensors.put(norm, HostTensor.floats(tensors.get(norm).shape(), i -> 3e38));
    return new MemoryModel(checkpoint.files(), tensors);
  }

  @ParameterizedTest
  @ValueSource(doubles = {1e-38, 0, 1})
  void logitsThatOverflowStopInALineThatNamesTheToken(double temperature) {
    try (LanguageModel overflowing = LanguageModel.load(enormous())) {
      assertThatThrownBy(
              () -> generate(overflowing, new Sampling(temperature, LENGTH, List.of()), 2))
          .isInstanceOf(NotFiniteException.class)
          .hasMessageStartingWith("the log-probability of token 0 of a response is NaN, because ");
      assertThatThrownBy(() -> overflowing.score(PROMPT, new int[] {1, 2}))
          .isInstanceOf(NotFiniteException.class)
          .hasMessageStartingWith("the log-probability of token 0 of a response is NaN, because ");
    }
  }
}
