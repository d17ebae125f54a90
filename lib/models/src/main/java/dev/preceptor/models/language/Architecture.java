package dev.preceptor.models.language;

import dev.preceptor.models.checkpoint.ModelSource;
import dev.preceptor.models.torch.ScriptPart;
import java.util.List;
import java.util.Map;

/** What a model family's {@code config.json} tells: its weights, its mathematics, its limits. */
public interface Architecture extends NamedWeights {

  /**
   * The architecture of a Hugging Face model.
   *
   * @throws dev.preceptor.models.InputException if its family or what it asks for is not supported
   */
  static Architecture of(ModelSource source) {
    return ModelFamilies.architecture(source);
  }

  int vocabSize();

  /** The most tokens of prompt and completion together. */
  int maxPositionEmbeddings();

  /** Every id that ends a completion. */
  List<Integer> eosTokenIds();

  /** The family's own parts of the script, which {@code causal_lm.ts.py} completes. */
  List<ScriptPart> script();

  /** The numbers that the script leaves open. */
  Map<String, String> constants();

  /** Side of the square of patches that make one token. */
  int spatialMergeSize();

  /**
   * Positions (temporal, height, width) [3][prompt + completion] of a prompt and so many tokens
   * after it; three equal rows where there is no image.
   */
  long[][] positions(TokenizedPrompt prompt, int completion);

  /** What makes the model's inputs. */
  Processor processor(ModelSource source);
}
