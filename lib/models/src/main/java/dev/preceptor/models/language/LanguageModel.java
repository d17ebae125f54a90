package dev.preceptor.models.language;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import dev.preceptor.models.InputException;
import dev.preceptor.models.NotFiniteException;
import dev.preceptor.models.adapter.Adapter;
import dev.preceptor.models.checkpoint.DType;
import dev.preceptor.models.checkpoint.ModelSource;
import dev.preceptor.models.image.Image;
import dev.preceptor.models.image.ImageProcessor;
import dev.preceptor.models.sampling.Completion;
import dev.preceptor.models.sampling.Finish;
import dev.preceptor.models.sampling.RandomStream;
import dev.preceptor.models.sampling.Sampling;
import dev.preceptor.models.text.Tokenizer;
import dev.preceptor.models.torch.Compute;
import dev.preceptor.models.torch.Torch;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A causal language model of any family that samples and scores. Computes in the requested type,
 * independent of the type of the stored weights. Not thread-safe.
 */
public final class LanguageModel implements PolicySampler, AutoCloseable {

  /** See {@link #temperature}. */
  private static final double MIN_TEMPERATURE = 1e-30;

  private final PtNDManager manager;
  private final Architecture architecture;
  private final CausalLmScript script;
  private final Map<String, PtNDArray> weights;
  private final Processor processor;
  private final Map<String, byte[]> files;

  private final DType dtype;
  private final Optional<LoadedAdapter> adapter;

  private LanguageModel(ModelSource source, Compute compute, LoadProgress progress) {
    dtype = compute.dtype();
    architecture = Architecture.of(source);
    files = source.files();
    processor = architecture.processor(source);
    Weights.require(architecture, source);
    LoadedMemory.requireWeights(architecture, source, compute);
    Optional<Adapter> given = architecture.adapter(source);
    manager = Torch.manager(compute.device());
    boolean merges = LoadedAdapter.merges(compute);
    script = new CausalLmScript(manager, architecture, given.isPresent() && !merges);
    weights = Weights.open(manager, dtype, architecture, source, progress);
    adapter =
        given.map(a -> new LoadedAdapter(manager, dtype, script, architecture.base(), merges));
    adapter.ifPresent(loaded -> loaded.apply(given.orElseThrow(), weights));
  }

  /**
   * Holds a Hugging Face model against itself without loading it: its weights' names, shapes, types
   * and values, the tokenizer, special tokens and image processor against its configuration.
   *
   * @throws InputException if it could not be loaded
   */
  public static void require(ModelSource source) {
    Architecture architecture = Architecture.of(source);
    architecture.processor(source).close();
    Weights.check(architecture, source);
    architecture.adapter(source);
  }

  /** Loads a Hugging Face model in float32 on the CPU. */
  public static LanguageModel load(ModelSource source) {
    return load(source, Compute.cpu());
  }

  /** Loads a Hugging Face model. */
  public static LanguageModel load(ModelSource source, Compute compute) {
    return load(source, compute, LoadProgress.NONE);
  }

  /**
   * Loads a Hugging Face model. Weights that are stored in a file in the type of the computation
   * are mapped, not copied, so the file must not change while the model is open.
   */
  public static LanguageModel load(ModelSource source, Compute compute, LoadProgress progress) {
    return new LanguageModel(source, compute, progress);
  }

  /**
   * Replaces the weights by those of another version, in place. A model with an adapter keeps its
   * base, which is the same in every version.
   */
  public void update(ModelSource source) {
    if (adapter.isEmpty()) {
      Weights.update(manager, dtype, weights, architecture, source);
      return;
    }
    Adapter next =
        architecture
            .adapter(source)
            .orElseThrow(
                () -> new InputException(source.place() + ": this version has no adapter"));
    adapter.get().replace(next, weights, architecture, source);
  }

  public Architecture architecture() {
    return architecture;
  }

  /** The processor that makes this model's inputs. */
  public Processor processor() {
    return processor;
  }

  public Tokenizer tokenizer() {
    return processor.tokenizer();
  }

  @Override
  public String decode(int[] ids) {
    return processor.tokenizer().decode(ids);
  }

  public ImageProcessor images() {
    return processor.images();
  }

  /** The model's small files: configuration, tokenizer, templates. */
  public Map<String, byte[]> files() {
    return files;
  }

  /** See {@link Processor#chatText}. */
  public String chatText(String prompt, boolean withImage) {
    return processor.chatText(prompt, withImage);
  }

  /** See {@link Processor#prompt}. */
  @Override
  public TokenizedPrompt prompt(String text, Optional<Image> image) {
    return processor.prompt(text, image);
  }

  /**
   * Samples completions of several prompts, decoded together. Each image is encoded and each prompt
   * prefilled once; the samples of a prompt share its keys and values.
   *
   * @param samples completions per prompt
   * @param seeds one per prompt, [prompts]; sample r of a prompt draws from {@link RandomStream}
   *     (seed, r)
   * @return the completions of each prompt
   * @throws InputException if the settings suppress an id that the model does not have, or all ids
   * @throws NotFiniteException if a token's log-probability is not finite, because logits are not
   */
  @Override
  public List<List<Completion>> generate(
      List<TokenizedPrompt> prompts, int samples, Sampling sampling, long[] seeds) {
    int length = sampling.maxNewTokens();
    int rows = prompts.size() * samples;
    try (PtNDManager scratch = (PtNDManager) manager.newSubManager()) {
      double[] uniforms = new double[Math.multiplyExact(rows, length)];
      if (sampling.temperature() > 0) {
        for (int row = 0; row < rows; row++) {
          RandomStream stream = new RandomStream(seeds[row / samples], row % samples);
          for (int t = 0; t < length; t++) {
            uniforms[row * length + t] = stream.uniform(t);
          }
        }
      }
      requireSomeIds(sampling.suppress());
      NDList out =
          script.generate(
              scratch,
              script.pack(scratch, prompts.stream().map(p -> new Sequences(p, List.of())).toList()),
              scratch.create(uniforms, new Shape(prompts.size(), samples, length)),
              architecture.eosTokenIds(),
              sampling.suppress(),
              temperature(sampling),
              weights);
      long[] tokens = out.get(0).toLongArray();
      float[] logprobs = out.get(1).toFloatArray();
      List<List<Completion>> groups = new ArrayList<>();
      for (int p = 0; p < prompts.size(); p++) {
        List<Completion> group = new ArrayList<>();
        for (int row = p * samples; row < (p + 1) * samples; row++) {
          int from = row * length;
          int[] ids =
              Arrays.stream(tokens, from, from + length).mapToInt(Math::toIntExact).toArray();
          int end = end(ids);
          float[] own = Arrays.copyOfRange(logprobs, from, from + end);
          requireFinite(own);
          group.add(completion(prompts.get(p).opening(), Arrays.copyOf(ids, end), own));
        }
        groups.add(group);
      }
      return groups;
    }
  }

  /** The number of tokens up to and including the first end-of-sequence token. */
  private int end(int[] ids) {
    for (int i = 0; i < ids.length; i++) {
      if (architecture.eosTokenIds().contains(ids[i])) {
        return i + 1;
      }
    }
    return ids.length;
  }

  /**
   * What logits are divided by. Below the floor every temperature gives the same distribution, all
   * on the largest logit, but dividing by one that float32 cannot hold would give NaN.
   */
  private static double temperature(Sampling sampling) {
    return sampling.temperature() == 0 ? 0 : Math.max(sampling.temperature(), MIN_TEMPERATURE);
  }

  private void requireSomeIds(List<Integer> suppressed) {
    suppressed.forEach(id -> requireInVocabulary("suppress", id));
    if (suppressed.stream().distinct().count() == architecture.vocabSize()) {
      throw new InputException(
          "suppress: all %d ids of the vocabulary are suppressed, so no token could be sampled; leave some out"
              .formatted(architecture.vocabSize()));
    }
  }

  /** A logit that is NaN or infinite makes all log-probabilities of its token NaN. */
  private static void requireFinite(float[] logprobs) {
    for (int t = 0; t < logprobs.length; t++) {
      if (!Float.isFinite(logprobs[t])) {
        throw new NotFiniteException(
            "the log-probability of token %d of a response is %s, because the model's logits are not finite; its weights are too large: use an earlier checkpoint"
                .formatted(t, logprobs[t]));
      }
    }
  }

  private void requireInVocabulary(String what, int id) {
    if (id < 0 || id >= architecture.vocabSize()) {
      throw new InputException(
          "%s %d is not in the model's vocabulary; use 0 to %d"
              .formatted(what, id, architecture.vocabSize() - 1));
    }
  }

  private Completion completion(String opening, int[] ids, float[] logprobs) {
    boolean stopped = ids.length > 0 && architecture.eosTokenIds().contains(ids[ids.length - 1]);
    return new Completion(
        ids,
        logprobs,
        opening + processor.tokenizer().decode(ids),
        stopped ? Finish.STOP : Finish.LENGTH);
  }

  /** Scores a given completion, temperature 1. */
  public ScoredCompletion score(TokenizedPrompt prompt, int[] completion) {
    return score(prompt, List.of(completion)).get(0);
  }

  /**
   * Scores given completions of one prompt, which is computed once, temperature 1.
   *
   * @throws NotFiniteException if a log-probability is not finite, because logits are not
   */
  public List<ScoredCompletion> score(TokenizedPrompt prompt, List<int[]> completions) {
    List<float[]> scored = logprobs(new Sequences(prompt, completions));
    scored.forEach(LanguageModel::requireFinite);
    return scored.stream()
        .map(row -> new ScoredCompletion(row, architecture.positions(prompt, row.length)))
        .toList();
  }

  /**
   * Scores the ends of given completions of one prompt, temperature 1. The prompt is computed once,
   * and so are completions that differ only in their last token.
   *
   * @param given number of tokens at the start of each completion that are not scored,
   *     [completions]
   * @return per completion the natural log-probability of each scored token, which is NaN where
   *     logits are not finite
   */
  public List<float[]> scoreEnds(
      TokenizedPrompt prompt, List<int[]> completions, List<Integer> given) {
    return logprobs(new Sequences(prompt, completions, given));
  }

  private List<float[]> logprobs(Sequences sequences) {
    for (int[] completion : sequences.completions()) {
      if (completion.length == 0) {
        throw new InputException("the completion is empty; give it some text");
      }
      for (int id : completion) {
        requireInVocabulary("completion id", id);
      }
    }
    try (PtNDManager scratch = (PtNDManager) manager.newSubManager()) {
      PackedTokens tokens = script.pack(scratch, List.of(sequences));
      float[] logprobs = script.logprobs(scratch, tokens, 1, weights).get(0).toFloatArray();
      return tokens.unpack(logprobs).get(0);
    }
  }

  @Override
  public void close() {
    script.close();
    processor.close();
    manager.close();
  }
}
