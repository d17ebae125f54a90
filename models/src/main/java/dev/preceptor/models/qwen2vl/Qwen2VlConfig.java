package dev.preceptor.models.qwen2vl;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.preceptor.models.InputException;
import dev.preceptor.models.checkpoint.ModelSource;
import dev.preceptor.models.language.Architecture;
import dev.preceptor.models.language.DecoderLayer;
import dev.preceptor.models.language.Prompt;
import dev.preceptor.models.torch.ScriptPart;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What {@code config.json} and {@code generation_config.json} say, both in the hub's flat layout
 * and in the one with a nested {@code text_config}.
 *
 * @param eosTokenIds every id that ends a completion
 */
public record Qwen2VlConfig(
    int vocabSize,
    int hiddenSize,
    int intermediateSize,
    int numHiddenLayers,
    int numAttentionHeads,
    int numKeyValueHeads,
    double rmsNormEps,
    double ropeTheta,
    List<Integer> mropeSection,
    boolean tieWordEmbeddings,
    int imageTokenId,
    int visionStartTokenId,
    List<Integer> eosTokenIds,
    int maxPositionEmbeddings,
    Vision vision)
    implements Architecture {

  /** The vision tower. */
  public record Vision(
      int depth,
      int embedDim,
      int numHeads,
      double mlpRatio,
      int inChannels,
      int patchSize,
      int spatialMergeSize,
      int temporalPatchSize) {}

  public Qwen2VlConfig {
    require(hiddenSize % numAttentionHeads == 0, "hidden_size", hiddenSize, "num_attention_heads");
    require(
        numAttentionHeads % numKeyValueHeads == 0,
        "num_attention_heads",
        numAttentionHeads,
        "num_key_value_heads");
    require(vision.embedDim % vision.numHeads == 0, "embed_dim", vision.embedDim, "num_heads");
    require(vision.embedDim / vision.numHeads % 4 == 0, "vision head size", vision.embedDim, "4");
    int half = hiddenSize / numAttentionHeads / 2;
    int sections = mropeSection.stream().mapToInt(Integer::intValue).sum();
    if (mropeSection.size() != 3 || sections != half) {
      throw new InputException(
          "config.json, mrope_section: "
              + mropeSection
              + " must be three numbers with the sum "
              + half
              + ", half a head");
    }
    mropeSection = List.copyOf(mropeSection);
    eosTokenIds = List.copyOf(eosTokenIds);
  }

  private static void require(boolean divides, String key, int value, String divisor) {
    if (!divides) {
      throw new InputException(
          "config.json, " + key + ": " + value + " is not a multiple of " + divisor);
    }
  }

  /** Width of one attention head. */
  public int headDim() {
    return hiddenSize / numAttentionHeads;
  }

  /** Reads a checkpoint's configuration. */
  public static Qwen2VlConfig from(ModelSource source) {
    JsonNode root =
        source
            .json("config.json")
            .orElseThrow(
                () ->
                    new InputException(
                        "the model has no config.json; name a Hugging Face model folder"));
    String type = root.path("model_type").asText("");
    if (!type.equals("qwen2_vl")) {
      throw new InputException(
          "config.json, model_type: '" + type + "' is not supported; use a qwen2_vl model");
    }
    JsonNode text = root.path("text_config").has("hidden_size") ? root.path("text_config") : root;
    JsonNode vision = root.path("vision_config");
    JsonNode rope =
        text.has("rope_scaling") ? text.path("rope_scaling") : root.path("rope_scaling");
    boolean tied =
        root.path("tie_word_embeddings").asBoolean(text.path("tie_word_embeddings").asBoolean());
    return new Qwen2VlConfig(
        positive(text, "vocab_size"),
        positive(text, "hidden_size"),
        positive(text, "intermediate_size"),
        positive(text, "num_hidden_layers"),
        positive(text, "num_attention_heads"),
        positive(text, "num_key_value_heads"),
        text.path("rms_norm_eps").asDouble(1e-6),
        text.path("rope_theta").asDouble(1e6),
        integers(rope.path("mrope_section")),
        tied,
        root.path("image_token_id").asInt(text.path("image_token_id").asInt(151655)),
        root.path("vision_start_token_id").asInt(text.path("vision_start_token_id").asInt(151652)),
        stopIds(source, root, text),
        text.path("max_position_embeddings").asInt(32768),
        new Vision(
            positive(vision, "depth"),
            positive(vision, "embed_dim"),
            positive(vision, "num_heads"),
            vision.path("mlp_ratio").asDouble(4),
            vision.path("in_channels").asInt(vision.path("in_chans").asInt(3)),
            vision.path("patch_size").asInt(14),
            vision.path("spatial_merge_size").asInt(2),
            vision.path("temporal_patch_size").asInt(2)));
  }

  private static List<Integer> stopIds(ModelSource source, JsonNode root, JsonNode text) {
    JsonNode generation = source.json("generation_config.json").orElse(MissingNode.getInstance());
    TreeSet<Integer> ids = new TreeSet<>();
    for (JsonNode place : List.of(generation, root, text)) {
      JsonNode eos = place.path("eos_token_id");
      if (eos.isArray()) {
        ids.addAll(integers(eos));
      } else if (eos.isInt()) {
        ids.add(eos.asInt());
      }
      if (!ids.isEmpty()) {
        break;
      }
    }
    return new ArrayList<>(ids);
  }

  private static List<Integer> integers(JsonNode array) {
    List<Integer> out = new ArrayList<>();
    array.forEach(n -> out.add(n.asInt()));
    return out;
  }

  private static int positive(JsonNode node, String key) {
    JsonNode value = node.path(key);
    if (!value.canConvertToInt() || value.asInt() < 1) {
      throw new InputException(
          "config.json, " + key + ": '" + value.asText() + "' is not a positive number");
    }
    return value.asInt();
  }

  @Override
  public Map<String, String> constants() {
    Map<String, String> out = new LinkedHashMap<>();
    out.put("hidden_size", "" + hiddenSize);
    out.put("num_hidden_layers", "" + numHiddenLayers);
    out.put("num_attention_heads", "" + numAttentionHeads);
    out.put("num_key_value_heads", "" + numKeyValueHeads);
    out.put("head_dim", "" + headDim());
    out.put("attention_scale", "" + 1 / Math.sqrt(headDim()));
    out.put("rms_norm_eps", "" + rmsNormEps);
    out.put("rope_theta", "" + ropeTheta);
    out.put(
        "mrope_section",
        mropeSection.stream().map(String::valueOf).collect(Collectors.joining(", ")));
    out.put("lm_head", tieWordEmbeddings ? "model.embed_tokens.weight" : "lm_head.weight");
    out.put("sliding_window", "0");
    out.put("vision_depth", "" + vision.depth);
    out.put("embed_dim", "" + vision.embedDim);
    out.put("vision_num_heads", "" + vision.numHeads);
    out.put("vision_head_dim", "" + vision.embedDim / vision.numHeads);
    out.put("spatial_merge_size", "" + vision.spatialMergeSize);
    return out;
  }

  @Override
  public List<ScriptPart> script() {
    return List.of(DecoderLayer.SCRIPT, new ScriptPart(Qwen2VlConfig.class, "qwen2_vl.ts.py"));
  }

  @Override
  public int spatialMergeSize() {
    return vision.spatialMergeSize;
  }

  @Override
  public long[][] positions(Prompt prompt, int completion) {
    return RopeIndex.of(prompt, completion, vision.spatialMergeSize);
  }

  @Override
  public Qwen2VlProcessor processor(ModelSource source) {
    return Qwen2VlProcessor.from(source);
  }

  /** Newer transformers put "language_model." after "model.", and "model." before "visual.". */
  @Override
  public List<String> aliases(String name) {
    return List.of(
        name.startsWith("model.")
            ? "model.language_model." + name.substring("model.".length())
            : "model." + name);
  }

  @Override
  public Map<String, long[]> shapes() {
    Map<String, long[]> out = new LinkedHashMap<>();
    long h = hiddenSize;
    long kv = (long) numKeyValueHeads * headDim();
    out.put("model.embed_tokens.weight", new long[] {vocabSize, h});
    for (int i = 0; i < numHiddenLayers; i++) {
      String p = "model.layers." + i + ".";
      out.put(p + "input_layernorm.weight", new long[] {h});
      out.put(p + "self_attn.q_proj.weight", new long[] {h, h});
      out.put(p + "self_attn.q_proj.bias", new long[] {h});
      out.put(p + "self_attn.k_proj.weight", new long[] {kv, h});
      out.put(p + "self_attn.k_proj.bias", new long[] {kv});
      out.put(p + "self_attn.v_proj.weight", new long[] {kv, h});
      out.put(p + "self_attn.v_proj.bias", new long[] {kv});
      out.put(p + "self_attn.o_proj.weight", new long[] {h, h});
      out.put(p + "post_attention_layernorm.weight", new long[] {h});
      out.put(p + "mlp.gate_proj.weight", new long[] {intermediateSize, h});
      out.put(p + "mlp.up_proj.weight", new long[] {intermediateSize, h});
      out.put(p + "mlp.down_proj.weight", new long[] {h, intermediateSize});
    }
    out.put("model.norm.weight", new long[] {h});
    if (!tieWordEmbeddings) {
      out.put("lm_head.weight", new long[] {vocabSize, h});
    }
    long e = vision.embedDim;
    long mlp = (long) (e * vision.mlpRatio);
    out.put(
        "visual.patch_embed.proj.weight",
        new long[] {
          e, vision.inChannels, vision.temporalPatchSize, vision.patchSize, vision.patchSize
        });
    for (int i = 0; i < vision.depth; i++) {
      String p = "visual.blocks." + i + ".";
      for (String norm : List.of("norm1", "norm2")) {
        out.put(p + norm + ".weight", new long[] {e});
        out.put(p + norm + ".bias", new long[] {e});
      }
      out.put(p + "attn.qkv.weight", new long[] {3 * e, e});
      out.put(p + "attn.qkv.bias", new long[] {3 * e});
      out.put(p + "attn.proj.weight", new long[] {e, e});
      out.put(p + "attn.proj.bias", new long[] {e});
      out.put(p + "mlp.fc1.weight", new long[] {mlp, e});
      out.put(p + "mlp.fc1.bias", new long[] {mlp});
      out.put(p + "mlp.fc2.weight", new long[] {e, mlp});
      out.put(p + "mlp.fc2.bias", new long[] {e});
    }
    long merged = e * vision.spatialMergeSize * vision.spatialMergeSize;
    out.put("visual.merger.ln_q.weight", new long[] {e});
    out.put("visual.merger.ln_q.bias", new long[] {e});
    out.put("visual.merger.mlp.0.weight", new long[] {merged, merged});
    out.put("visual.merger.mlp.0.bias", new long[] {merged});
    out.put("visual.merger.mlp.2.weight", new long[] {h, merged});
    out.put("visual.merger.mlp.2.bias", new long[] {h});
    return out;
  }
}
