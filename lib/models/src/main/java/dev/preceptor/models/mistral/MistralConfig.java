package dev.preceptor.models.mistral;

import com.fasterxml.jackson.databind.JsonNode;
import dev.preceptor.models.checkpoint.ModelSource;
import dev.preceptor.models.language.ConfigFile;
import dev.preceptor.models.language.DecoderLayer;
import dev.preceptor.models.language.TextArchitecture;
import dev.preceptor.models.language.TextProcessor;
import dev.preceptor.models.torch.ScriptPart;
import java.util.List;
import java.util.Map;

/**
 * What {@code config.json} and {@code generation_config.json} say of a Mistral model (transformers:
 * {@code MistralConfig}, with its defaults).
 *
 * @param headDim width of one attention head; {@code hidden_size / num_attention_heads} where the
 *     file does not say
 * @param slidingWindow how many tokens, itself included, a token attends to; 0 for all before it
 * @param eosTokenIds every id that ends a completion
 */
public record MistralConfig(
    int vocabSize,
    int hiddenSize,
    int intermediateSize,
    int numHiddenLayers,
    int numAttentionHeads,
    int numKeyValueHeads,
    int headDim,
    int slidingWindow,
    double rmsNormEps,
    double ropeTheta,
    boolean tieWordEmbeddings,
    List<Integer> eosTokenIds,
    int maxPositionEmbeddings)
    implements TextArchitecture {

  private static final int SLIDING_WINDOW = 4096;
  private static final int MAX_POSITION_EMBEDDINGS = 4096 * 32;

  public MistralConfig {
    ConfigFile.requireDivides(
        numAttentionHeads % numKeyValueHeads == 0,
        "num_attention_heads",
        numAttentionHeads,
        "num_key_value_heads");
    ConfigFile.requireDivides(headDim % 2 == 0, "head_dim", headDim, "2");
    eosTokenIds = List.copyOf(eosTokenIds);
  }

  /**
   * Reads a checkpoint's configuration.
   *
   * @throws dev.preceptor.models.InputException if it asks for what is not supported
   */
  public static MistralConfig from(ModelSource source) {
    JsonNode root = ConfigFile.of(source, "mistral");
    ConfigFile.requireNamed(root, "hidden_act", "silu");
    JsonNode rope = ConfigFile.rope(root, "default");
    int hidden = ConfigFile.positive(root, "hidden_size");
    int heads = ConfigFile.positive(root, "num_attention_heads");
    if (!root.hasNonNull("head_dim")) {
      ConfigFile.requireDivides(hidden % heads == 0, "hidden_size", hidden, "num_attention_heads");
    }
    return new MistralConfig(
        ConfigFile.positive(root, "vocab_size"),
        hidden,
        ConfigFile.positive(root, "intermediate_size"),
        ConfigFile.positive(root, "num_hidden_layers"),
        heads,
        ConfigFile.keyValueHeads(root, heads),
        ConfigFile.positive(root, "head_dim", hidden / heads),
        ConfigFile.positive(
            root, "sliding_window", root.has("sliding_window") ? 0 : SLIDING_WINDOW),
        ConfigFile.real(root, "rms_norm_eps", 1e-6),
        ConfigFile.real(rope, "rope_theta", ConfigFile.real(root, "rope_theta", 10000)),
        root.path("tie_word_embeddings").asBoolean(false),
        ConfigFile.eosTokenIds(source, 2, root),
        ConfigFile.positive(root, "max_position_embeddings", MAX_POSITION_EMBEDDINGS));
  }

  @Override
  public Map<String, String> constants() {
    Map<String, String> out =
        DecoderLayer.constants(
            hiddenSize, numHiddenLayers, numAttentionHeads, numKeyValueHeads, headDim);
    out.put("rms_norm_eps", "" + rmsNormEps);
    out.put("rope_theta", "" + ropeTheta);
    out.put("sliding_window", "" + slidingWindow);
    out.put("lm_head", tieWordEmbeddings ? "model.embed_tokens.weight" : "lm_head.weight");
    return out;
  }

  @Override
  public List<ScriptPart> script() {
    return List.of(
        DecoderLayer.SCRIPT,
        TextProcessor.SCRIPT,
        new ScriptPart(MistralConfig.class, "mistral.ts.py"));
  }

  @Override
  public List<String> aliases(String name) {
    return List.of();
  }

  @Override
  public Map<String, long[]> shapes() {
    return new DecoderLayer(
            vocabSize,
            hiddenSize,
            intermediateSize,
            numHiddenLayers,
            (long) numAttentionHeads * headDim,
            (long) numKeyValueHeads * headDim,
            false,
            tieWordEmbeddings)
        .shapes();
  }
}
