package dev.preceptor.models.biogpt;

import com.fasterxml.jackson.databind.JsonNode;
import dev.preceptor.models.InputException;
import dev.preceptor.models.checkpoint.ModelSource;
import dev.preceptor.models.language.Architecture;
import dev.preceptor.models.language.ConfigFile;
import dev.preceptor.models.language.Processor;
import dev.preceptor.models.language.TextProcessor;
import dev.preceptor.models.language.TokenizedPrompt;
import dev.preceptor.models.torch.ScriptPart;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;

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
    implements Architecture {

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
   * @throws InputException if it asks for what is not supported
   */
  public static BioGptConfig from(ModelSource source) {
    JsonNode root = ConfigFile.of(source, "biogpt");
    String activation = root.path("hidden_act").asText("gelu");
    if (!activation.equals("gelu")) {
      throw new InputException(
          "config.json, hidden_act: '%s' is not supported; BioGPT's is gelu".formatted(activation));
    }
    return new BioGptConfig(
        ConfigFile.positive(root, "vocab_size", 42384),
        ConfigFile.positive(root, "hidden_size", 1024),
        ConfigFile.positive(root, "intermediate_size", 4096),
        ConfigFile.positive(root, "num_hidden_layers", 24),
        ConfigFile.positive(root, "num_attention_heads", 16),
        root.path("scale_embedding").asBoolean(true),
        root.path("tie_word_embeddings").asBoolean(true),
        root.has("eos_token_id") || source.json("generation_config.json").isPresent()
            ? ConfigFile.eosTokenIds(source, root)
            : List.of(2),
        ConfigFile.positive(root, "max_position_embeddings", 1024));
  }

  private int headDim() {
    return hiddenSize / numAttentionHeads;
  }

  @Override
  public Map<String, String> constants() {
    Map<String, String> out = new LinkedHashMap<>();
    out.put("hidden_size", "" + hiddenSize);
    out.put("num_hidden_layers", "" + numHiddenLayers);
    out.put("num_attention_heads", "" + numAttentionHeads);
    out.put("num_key_value_heads", "" + numAttentionHeads);
    out.put("head_dim", "" + headDim());
    out.put("attention_scale", "" + 1 / Math.sqrt(headDim()));
    out.put("embed_scale", "" + (scaleEmbedding ? Math.sqrt(hiddenSize) : 1.0));
    out.put("sliding_window", "0");
    out.put(
        "lm_head", tieWordEmbeddings ? PREFIX + "embed_tokens.weight" : "output_projection.weight");
    return out;
  }

  @Override
  public List<ScriptPart> script() {
    return List.of(TextProcessor.SCRIPT, new ScriptPart(BioGptConfig.class, "biogpt.ts.py"));
  }

  @Override
  public int spatialMergeSize() {
    return 1;
  }

  @Override
  public long[][] positions(TokenizedPrompt prompt, int completion) {
    long[] row = LongStream.range(0, prompt.ids().length + completion).toArray();
    return new long[][] {row, row, row};
  }

  @Override
  public Processor processor(ModelSource source) {
    return TextProcessor.from(source);
  }

  /** Checkpoints of the bare decoder leave the prefix out. */
  @Override
  public List<String> aliases(String name) {
    return name.startsWith(PREFIX) ? List.of(name.substring(PREFIX.length())) : List.of();
  }

  @Override
  public Map<String, long[]> shapes() {
    Map<String, long[]> out = new LinkedHashMap<>();
    out.put(PREFIX + "embed_tokens.weight", new long[] {vocabSize, hiddenSize});
    out.put(
        PREFIX + "embed_positions.weight",
        new long[] {maxPositionEmbeddings + POSITION_OFFSET, hiddenSize});
    for (int i = 0; i < numHiddenLayers; i++) {
      String layer = PREFIX + "layers." + i + ".";
      norm(out, layer + "self_attn_layer_norm");
      for (String name : List.of("q_proj", "k_proj", "v_proj", "out_proj")) {
        linear(out, layer + "self_attn." + name, hiddenSize, hiddenSize);
      }
      norm(out, layer + "final_layer_norm");
      linear(out, layer + "fc1", intermediateSize, hiddenSize);
      linear(out, layer + "fc2", hiddenSize, intermediateSize);
    }
    norm(out, PREFIX + "layer_norm");
    if (!tieWordEmbeddings) {
      out.put("output_projection.weight", new long[] {vocabSize, hiddenSize});
    }
    return out;
  }

  private void norm(Map<String, long[]> out, String name) {
    out.put(name + ".weight", new long[] {hiddenSize});
    out.put(name + ".bias", new long[] {hiddenSize});
  }

  private static void linear(Map<String, long[]> out, String name, long outputs, long inputs) {
    out.put(name + ".weight", new long[] {outputs, inputs});
    out.put(name + ".bias", new long[] {outputs});
  }
}
