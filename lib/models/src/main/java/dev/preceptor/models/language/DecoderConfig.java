package dev.preceptor.models.language;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;

/**
 * The decoder of Llama and Mistral, which LLaVA and Llama-3.2-Vision have as their language side:
 * {@code decoder_layer.ts.py} with {@code rotary.ts.py}.
 *
 * @param headDim width of one attention head; {@code hidden_size / num_attention_heads} where the
 *     file does not say
 * @param slidingWindow how many tokens, itself included, a token attends to; 0 for all before it
 */
public record DecoderConfig(
    int vocabSize,
    int hiddenSize,
    int intermediateSize,
    int numHiddenLayers,
    int numAttentionHeads,
    int numKeyValueHeads,
    int headDim,
    int slidingWindow,
    double rmsNormEps,
    Rope rope,
    boolean tieWordEmbeddings,
    int maxPositionEmbeddings) {

  /** Of transformers' {@code LlamaConfig}. */
  private static final String LLAMA =
      """
      {"vocab_size": 32000, "hidden_size": 4096, "intermediate_size": 11008,
       "num_hidden_layers": 32, "num_attention_heads": 32, "num_key_value_heads": null,
       "max_position_embeddings": 2048, "rms_norm_eps": 1e-6, "rope_theta": 10000}
      """;

  public DecoderConfig {
    ConfigFile.requireDivides(
        numAttentionHeads % numKeyValueHeads == 0,
        "num_attention_heads",
        numAttentionHeads,
        "num_key_value_heads");
    ConfigFile.requireDivides(headDim % 2 == 0, "head_dim", headDim, "2");
  }

  /**
   * Reads the configuration of a Llama; absent keys have transformers' defaults.
   *
   * @throws dev.preceptor.models.InputException if it asks for what is not supported
   */
  public static DecoderConfig llama(JsonNode node) {
    return from(ConfigFile.completed(node, LLAMA));
  }

  /**
   * Reads a configuration without a sliding window.
   *
   * @param node with a value for every key that has a default, see {@link ConfigFile#completed}
   * @throws dev.preceptor.models.InputException if it asks for what is not supported
   */
  public static DecoderConfig from(JsonNode node) {
    return from(node, Rope.from(node), 0);
  }

  /** Reads a configuration whose positions and sliding window are known. */
  public static DecoderConfig from(JsonNode node, Rope rope, int slidingWindow) {
    ConfigFile.requireNamed(node, "hidden_act", "silu");
    ConfigFile.requireFalse(node, "attention_bias");
    ConfigFile.requireFalse(node, "mlp_bias");
    int hidden = ConfigFile.positive(node, "hidden_size");
    int heads = ConfigFile.positive(node, "num_attention_heads");
    if (!node.hasNonNull("head_dim")) {
      ConfigFile.requireDivides(hidden % heads == 0, "hidden_size", hidden, "num_attention_heads");
    }
    return new DecoderConfig(
        ConfigFile.positive(node, "vocab_size"),
        hidden,
        ConfigFile.positive(node, "intermediate_size"),
        ConfigFile.positive(node, "num_hidden_layers"),
        heads,
        ConfigFile.keyValueHeads(node, heads),
        ConfigFile.positive(node, "head_dim", hidden / heads),
        slidingWindow,
        ConfigFile.real(node, "rms_norm_eps"),
        rope,
        node.path("tie_word_embeddings").asBoolean(false),
        ConfigFile.positive(node, "max_position_embeddings"));
  }

  /**
   * The values of the scripts' placeholders.
   *
   * @param prefix what stands before the names of its weights, such as {@code language_model.}
   */
  public Map<String, String> constants(String prefix) {
    Map<String, String> out =
        DecoderLayer.constants(
            hiddenSize, numHiddenLayers, numAttentionHeads, numKeyValueHeads, headDim);
    out.put("text_prefix", prefix);
    out.put("rms_norm_eps", "" + rmsNormEps);
    out.put("sliding_window", "" + slidingWindow);
    out.put("lm_head", prefix + (tieWordEmbeddings ? "model.embed_tokens" : "lm_head") + ".weight");
    rope.addTo(out);
    return out;
  }

  /** Every weight by its checkpoint name, with its shape. */
  public Map<String, long[]> shapes(String prefix) {
    return shapes(prefix, DecoderLayer.numbers(numHiddenLayers));
  }

  /** The weights of some of the layers only, by their numbers. */
  public Map<String, long[]> shapes(String prefix, List<Integer> layers) {
    return new DecoderLayer(
            vocabSize,
            hiddenSize,
            intermediateSize,
            layers,
            (long) numAttentionHeads * headDim,
            (long) numKeyValueHeads * headDim,
            false,
            tieWordEmbeddings)
        .shapes(prefix);
  }
}
