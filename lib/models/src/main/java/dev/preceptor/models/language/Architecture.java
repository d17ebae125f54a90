package dev.preceptor.models.language;

import dev.preceptor.models.adapter.Adapter;
import dev.preceptor.models.adapter.Base;
import dev.preceptor.models.checkpoint.ModelSource;
import dev.preceptor.models.image.ImageGrid;
import dev.preceptor.models.image.ImageProcessor;
import dev.preceptor.models.torch.ScriptPart;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;

/**
 * The architecture that a model's {@code config.json} describes: its weights, script and limits.
 */
public interface Architecture extends NamedWeights {

  /**
   * The architecture of a Hugging Face model.
   *
   * @throws dev.preceptor.models.InputException if the family or an option is not supported
   */
  static Architecture of(ModelSource source) {
    return ModelFamilies.architecture(source);
  }

  /**
   * The LoRA adapter that a model of this architecture holds beside its weights; empty if it holds
   * none.
   *
   * @throws dev.preceptor.models.InputException if it does not fit the model
   */
  default Optional<Adapter> adapter(ModelSource source) {
    return Adapter.in(source, base());
  }

  /** The weights as an adapter needs to know them. */
  default Base base() {
    return new Base(shapes(), this::aliases);
  }

  int vocabSize();

  /** Most tokens of prompt and completion together. */
  int maxPositionEmbeddings();

  /** Every id that ends a completion. */
  List<Integer> eosTokenIds();

  /** The family's own parts of the script, which {@code causal_lm.ts.py} completes. */
  List<ScriptPart> script();

  /** The values of the script's placeholders {@code ${name}}. */
  Map<String, String> constants();

  /** How many tokens of a prompt an image's embeddings replace. */
  int imageTokens(ImageGrid grid);

  /**
   * Positions (temporal, height, width), [3][prompt + completion], of a prompt followed by {@code
   * completion} tokens; three equal rows where an image is a row of tokens like others, or there is
   * none.
   */
  default long[][] positions(TokenizedPrompt prompt, int completion) {
    long[] row = LongStream.range(0, prompt.ids().length + completion).toArray();
    return new long[][] {row, row, row};
  }

  /**
   * Requires that weights of this architecture can be trained.
   *
   * @throws dev.preceptor.models.InputException if they cannot
   */
  default void requireTrainable() {}

  /**
   * How images are prepared.
   *
   * @throws dev.preceptor.models.InputException if the model reads text only
   */
  ImageProcessor images(ModelSource source);

  /** The processor that makes the model's inputs. */
  Processor processor(ModelSource source);
}
