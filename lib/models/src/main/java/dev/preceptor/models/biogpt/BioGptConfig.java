package dev.preceptor.models.biogpt;

import com.fasterxml.jackson.databind.JsonNode;
import dev.preceptor.models.checkpoint.ModelSource;
import dev.preceptor.models.language.CausalLmScript;
import dev.preceptor.models.language.ConfigFile;
import dev.preceptor.models.language.DecoderLayer;
import dev.preceptor.models.language.TextArchitecture;
import dev.preceptor.models.language.TextProcessor;
import dev.preceptor.models.language.WeightShapes;
import dev.preceptor.models.torch.ScriptPart;
import java.util.List;
import java.util.Map;

/**
 * What {@code config.json} and {@code generation_config.json} say of a BioGPT model (transformers:
 * {@code BioGptConfig}, with its defaults). Its {@code layer_norm_eps} is read by nobody: every
 * norm of {@code modeling_biogpt.py} has PyTorch's 1e-5.
 *
 * @param scaleEmbedding whether token embeddings are multiplied by the square root of the hidden
 *     size
 * @param tieWordEmbeddings whether the head is the embedding
 * @param eosTokenIds every id that ends a completion
 */
public record BioGptConfig(
    int vocabSize,
    int hiddenSize,
    int intermediateSize,
    int numHiddenLayers,
    int numAttentionHeads,
    boolean scaleEmbedding,
    boolean tieWordEmbeddings,
    List<Integer> eosTokenIds,
    int maxPositionEmbeddings)
    implements TextArchitecture {

  private static final String PREFIX = "biogpt.";

  /** Rows of the position table that belong to no position. */
  private static final int POSITION_OFFSET = 2;

  public BioGptConfig {
    ConfigFile.requireDivides(
        hiddenSize % numAttentionHeads == 0, "hidden_size", hiddenSize, "num_attention_heads");
    eosTokenIds = List.copyOf(eosTokenIds);
  }

  /**
   * Reads a checkpoint's configuration.
   *
   * @throws dev.preceptor.models.InputException if it asks for what is not supported
   */
  public static BioGptConfig from(ModelSource source) {
    JsonNode root = ConfigFile.of(source, "biogpt");
    ConfigFile.requireNamed(root, "hidden_act", "gelu");
    return new BioGptConfig(
        ConfigFile.positive(root, "vocab_size", 42384),
        ConfigFile.positive(root, "hidden_size", 1024),
        ConfigFile.positive(root, "intermediate_size", 4096),
        ConfigFile.positive(root, "num_hidden_layers", 24),
        ConfigFile.positive(root, "num_attention_heads", 16),
        root.path("scale_embedding").asBoolean(true),
        root.path("tie_word_embeddings").asBoolean(true),
        ConfigFile.eosTokenIds(source, 2, root),
        ConfigFile.positive(root, "max_position_embeddings", 1024));
  }

  private int headDim() {
    return hiddenSize / numAttentionHeads;
  }

  @Override
  public Map<String, String> constants() {
    Map<String, String> out =
        DecoderLayer.constants(
            hiddenSize, numHiddenLayers, numAttentionHeads, numAttentionHeads, headDim());
    out.put("embed_scale", "" + (scaleEmbedding ? Math.sqrt(hiddenSize) : 1.0));
    out.put("sliding_window", "0");
    out.put(
        "lm_head", tieWordEmbeddings ? PREFIX + "embed_tokens.weight" : "output_projection.weight");
    return out;
  }

  @Override
  public List<ScriptPart> script() {
    return List.of(
        TextProcessor.SCRIPT,
        CausalLmScript.NO_CROSS_ATTENTION,
        new ScriptPart(BioGptConfig.class, "biogpt.ts.py"));
  }

  /** Checkpoints of the bare decoder leave the prefix out. */
  @Override
  public List<String> aliases(String name) {
    return name.startsWith(PREFIX) ? List.of(name.substring(PREFIX.length())) : List.of();
  }

  @Override
  public Map<String, long[]> shapes() {
    WeightShapes out = new WeightShapes();
    out.tensor(PREFIX + "embed_tokens.weight", vocabSize, hiddenSize);
    out.tensor(
        PREFIX + "embed_positions.weight", maxPositionEmbeddings + POSITION_OFFSET, hiddenSize);
    for (int i = 0; i < numHiddenLayers; i++) {
      String layer = PREFIX + "layers." + i + ".";
      out.norm(layer + "self_attn_layer_norm", hiddenSize);
      for (String name : List.of("q_proj", "k_proj", "v_proj", "out_proj")) {
        out.linear(layer + "self_attn." + name, hiddenSize, hiddenSize);
      }
      out.norm(layer + "final_layer_norm", hiddenSize);
      out.linear(layer + "fc1", intermediateSize, hiddenSize);
      out.linear(layer + "fc2", hiddenSize, intermediateSize);
    }
    out.norm(PREFIX + "layer_norm", hiddenSize);
    if (!tieWordEmbeddings) {
      out.tensor("output_projection.weight", vocabSize, hiddenSize);
    }
    return out.asMap();
  }
}
