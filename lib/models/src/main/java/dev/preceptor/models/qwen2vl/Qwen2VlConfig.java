package dev.preceptor.models.qwen2vl;

import com.fasterxml.jackson.databind.JsonNode;
import dev.preceptor.models.InputException;
import dev.preceptor.models.checkpoint.ModelSource;
import dev.preceptor.models.image.ImageProcessor;
import dev.preceptor.models.language.Architecture;
import dev.preceptor.models.language.ConfigFile;
import dev.preceptor.models.language.DecoderLayer;
import dev.preceptor.models.language.TokenizedPrompt;
import dev.preceptor.models.language.WeightShapes;
import dev.preceptor.models.torch.ScriptPart;
import java.util.List;
import java.util.Map;
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

  private static final int MAX_MLP_RATIO = 64;

  /** The vision tower. */
  public record Vision(
      int depth,
      int embedDim,
      int numHeads,
      double mlpRatio,
      int inChannels,
      int patchSize,
      int spatialMergeSize,
      int temporalPatchSize) {

    private static final int CHANNELS = 3;

    /**
     * Requires that an image processor cuts images as the vision tower takes them.
     *
     * @throws InputException if it does not
     */
    void requireFits(ModelSource source, ImageProcessor images) {
      requireSame(source, "patch_size", images.patchSize(), "patch_size", patchSize);
      requireSame(source, "merge_size", images.mergeSize(), "spatial_merge_size", spatialMergeSize);
      requireSame(
          source,
          "temporal_patch_size",
          images.temporalPatchSize(),
          "temporal_patch_size",
          temporalPatchSize);
      if (inChannels != CHANNELS) {
        throw new InputException(
            "%s/config.json, vision_config, in_chans: %d, but images have %d colours; use a model of %d"
                .formatted(source.place(), inChannels, CHANNELS, CHANNELS));
      }
    }

    private static void requireSame(
        ModelSource source, String key, int value, String configKey, int configured) {
      if (value != configured) {
        throw new InputException(
            "%s, %s: %d, but %d in vision_config of config.json (%s); use the files of one model"
                .formatted(ImageProcessor.place(source), key, value, configured, configKey));
      }
    }
  }

  public Qwen2VlConfig {
    ConfigFile.requireDivides(
        hiddenSize % numAttentionHeads == 0, "hidden_size", hiddenSize, "num_attention_heads");
    ConfigFile.requireDivides(
        numAttentionHeads % numKeyValueHeads == 0,
        "num_attention_heads",
        numAttentionHeads,
        "num_key_value_heads");
    ConfigFile.requireDivides(
        vision.embedDim % vision.numHeads == 0, "embed_dim", vision.embedDim, "num_heads");
    ConfigFile.requireDivides(
        vision.embedDim / vision.numHeads % 4 == 0, "vision head size", vision.embedDim, "4");
    int half = hiddenSize / numAttentionHeads / 2;
    long sections = mropeSection.stream().mapToLong(Integer::longValue).sum();
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

  /** Width of one attention head. */
  public int headDim() {
    return hiddenSize / numAttentionHeads;
  }

  /**
   * Reads a checkpoint's configuration. Where there is a {@code text_config}, it alone describes
   * the language model, {@code tie_word_embeddings} too; absent keys have the values of
   * transformers' {@code Qwen2VLTextConfig} and {@code Qwen2VLVisionConfig}.
   *
   * @throws InputException if it asks for what is not supported
   */
  public static Qwen2VlConfig from(ModelSource source) {
    JsonNode root = ConfigFile.of(source, "qwen2_vl");
    JsonNode text = root.path("text_config").isObject() ? root.path("text_config") : root;
    JsonNode vision = root.path("vision_config");
    ConfigFile.requireNamed(text, "hidden_act", "silu");
    ConfigFile.requireNamed(vision, "hidden_act", "quick_gelu");
    JsonNode rope = ConfigFile.rope(text, "default", "mrope");
    int layers = ConfigFile.positive(text, "num_hidden_layers", 80);
    requireWholeAttention(text, layers);
    int heads = ConfigFile.positive(text, "num_attention_heads", 64);
    return new Qwen2VlConfig(
        ConfigFile.positive(text, "vocab_size", 152064),
        ConfigFile.positive(text, "hidden_size", 8192),
        ConfigFile.positive(text, "intermediate_size", 29568),
        layers,
        heads,
        ConfigFile.keyValueHeads(text, heads),
        ConfigFile.real(text, "rms_norm_eps", 1e-5),
        ConfigFile.real(rope, "rope_theta", ConfigFile.real(text, "rope_theta", 1e6)),
        ConfigFile.integers(rope, "mrope_section"),
        text.path("tie_word_embeddings").asBoolean(),
        ConfigFile.id(root, "image_token_id", ConfigFile.id(text, "image_token_id", 151655)),
        ConfigFile.id(
            root, "vision_start_token_id", ConfigFile.id(text, "vision_start_token_id", 151652)),
        ConfigFile.eosTokenIds(source, root, text),
        ConfigFile.positive(text, "max_position_embeddings", 32768),
        new Vision(
            ConfigFile.positive(vision, "depth", 32),
            ConfigFile.positive(vision, "embed_dim", 1280),
            ConfigFile.positive(vision, "num_heads", 16),
            mlpRatio(vision),
            ConfigFile.positive(vision, "in_channels", ConfigFile.positive(vision, "in_chans", 3)),
            ConfigFile.positive(vision, "patch_size", 14),
            ConfigFile.positive(vision, "spatial_merge_size", 2),
            ConfigFile.positive(vision, "temporal_patch_size", 2)));
  }

  private static double mlpRatio(JsonNode vision) {
    double ratio = ConfigFile.real(vision, "mlp_ratio", 4);
    if (ratio > MAX_MLP_RATIO) {
      throw new InputException(
          "config.json, mlp_ratio: %s is too large; use at most %d"
              .formatted(ratio, MAX_MLP_RATIO));
    }
    return ratio;
  }

  /** A window that no layer has is no matter: transformers writes one into every configuration. */
  private static void requireWholeAttention(JsonNode text, int layers) {
    if (text.path("use_sliding_window").asBoolean()
        && !(text.has("sliding_window") && text.path("sliding_window").isNull())
        && text.path("max_window_layers").asInt(80) < layers) {
      throw new InputException(
          "config.json, use_sliding_window: true is not supported for Qwen2-VL; use a model whose"
              + " layers see all tokens");
    }
  }

  @Override
  public Map<String, String> constants() {
    Map<String, String> out =
        DecoderLayer.constants(
            hiddenSize, numHiddenLayers, numAttentionHeads, numKeyValueHeads, headDim());
    out.put("rms_norm_eps", "" + rmsNormEps);
    out.put("rope_theta", "" + ropeTheta);
    out.put(
        "mrope_section",
        mropeSection.stream().map(String::valueOf).collect(Collectors.joining(", ")));
    out.put("lm_head", tieWordEmbeddings ? "model.embed_tokens.weight" : "lm_head.weight");
    out.put("sliding_window", "0");
    out.put("text_prefix", "");
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
  public long[][] positions(TokenizedPrompt prompt, int completion) {
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
    long h = hiddenSize;
    Map<String, long[]> all =
        new DecoderLayer(
                vocabSize,
                h,
                intermediateSize,
                numHiddenLayers,
                h,
                (long) numKeyValueHeads * headDim(),
                true,
                tieWordEmbeddings)
            .shapes("");
    WeightShapes out = new WeightShapes();
    long e = vision.embedDim;
    long mlp = (long) (e * vision.mlpRatio);
    out.tensor(
        "visual.patch_embed.proj.weight",
        e,
        vision.inChannels,
        vision.temporalPatchSize,
        vision.patchSize,
        vision.patchSize);
    for (int i = 0; i < vision.depth; i++) {
      String p = "visual.blocks." + i + ".";
      for (String norm : List.of("norm1", "norm2")) {
        out.norm(p + norm, e);
      }
      out.linear(p + "attn.qkv", 3 * e, e);
      out.linear(p + "attn.proj", e, e);
      out.linear(p + "mlp.fc1", mlp, e);
      out.linear(p + "mlp.fc2", e, mlp);
    }
    long merged = e * vision.spatialMergeSize * vision.spatialMergeSize;
    out.norm("visual.merger.ln_q", e);
    out.linear("visual.merger.mlp.0", merged, merged);
    out.linear("visual.merger.mlp.2", h, merged);
    all.putAll(out.asMap());
    return all;
  }
}
