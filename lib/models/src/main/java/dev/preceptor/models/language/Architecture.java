package dev.preceptor.models.language;

import dev.preceptor.models.InputException;
import dev.preceptor.models.biogpt.BioGptConfig;
import dev.preceptor.models.checkpoint.ModelSource;
import dev.preceptor.models.mistral.MistralConfig;
import dev.preceptor.models.qwen2vl.Qwen2VlConfig;
import dev.preceptor.models.torch.ScriptPart;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/** What a model family's {@code config.json} tells: its weights, its mathematics, its limits. */
public interface Architecture extends NamedWeights {

  /** The readers of {@code config.json} by its {@code model_type}. */
  Map<String, Function<ModelSource, Architecture>> FAMILIES =
      new TreeMap<>(
          Map.of(
              "biogpt", BioGptConfig::from,
              "mistral", MistralConfig::from,
              "qwen2_vl", Qwen2VlConfig::from));

  /** The architecture of a Hugging Face model. */
  static Architecture of(ModelSource source) {
    String type = ConfigFile.of(source).path("model_type").asText("");
    Function<ModelSource, Architecture> family = FAMILIES.get(type);
    if (family == null) {
      throw new InputException(
          "config.json, model_type: '%s' is not supported; use a model of one of %s"
              .formatted(type, FAMILIES.keySet()));
    }
    return family.apply(source);
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
   * after it; three equal rows where there is no picture.
   */
  long[][] positions(Prompt prompt, int completion);

  /** What makes the model's inputs. */
  Processor processor(ModelSource source);
}
