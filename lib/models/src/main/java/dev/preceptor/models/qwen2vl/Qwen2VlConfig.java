package dev.preceptor.models.qwen2vl;

import com.fasterxml.jackson.databind.JsonNode;
import dev.preceptor.models.InputException;
import dev.preceptor.models.checkpoint.ModelSource;
import dev.preceptor.models.image.ImageGrid;
import dev.preceptor.models.image.ImageProcessor;
import dev.preceptor.models.language.Architecture;
import dev.preceptor.models.language.CausalLmScript;
import dev.preceptor.models.language.ConfigFile;
import dev.preceptor.models.language.DecoderLayer;
import dev.preceptor.models.language.ImageTextProcessor;
import dev.preceptor.models.language.ImageTextProcessor.Placeholder;
import dev.preceptor.models.language.Processor;
import dev.preceptor.models.language.TokenizedPrompt;
import dev.preceptor.models.language.Vocabulary;
import dev.preceptor.models.torch.ScriptPart;
import java.util.List;
import java.util.Map;

/**
 * What {@code config.json} and {@code generation_config.json} say of a Qwen2-VL or a Qwen2.5-VL,
 * both in the hub's flat layout and in the one with a nested {@code text_config}.
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
    VisionTower vision)
    implements Architecture {

  private static final String QWEN2_VL = "qwen2_vl";
  private static final String QWEN2_5_VL = "qwen2_5_vl";
  private static final String VISION_START = "<|vision_start|>";

  public Qwen2VlConfig {
    ConfigFile.requireDivides(
        hiddenSize % numAttentionHeads == 0, "hidden_size", hiddenSize, "num_attention_heads");
    ConfigFile.requireDivides(
        numAttentionHeads % numKeyValueHeads == 0,
        "num_attention_heads",
        numAttentionHeads,
        "num_key_value_heads");
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
   * transformers' {@code Qwen2VLTextConfig} and {@code Qwen2_5_VLTextConfig}.
   *
   * @throws InputException if it asks for what is not supported
   */
  public static Qwen2VlConfig from(ModelSource source) {
    JsonNode root = ConfigFile.of(source, QWEN2_VL, QWEN2_5_VL);
    JsonNode text = root.path("text_config").isObject() ? root.path("text_config") : root;
    JsonNode vision = root.path("vision_config");
    ConfigFile.requireNamed(text, "hidden_act", "silu");
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
        root.path("model_type").asText().equals(QWEN2_VL)
            ? VisionTower.qwen2Vl(vision)
            : VisionTower.qwen25Vl(vision));
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
    out.put("mrope_section", DecoderLayer.list(mropeSection));
    out.put("lm_head", tieWordEmbeddings ? "model.embed_tokens.weight" : "lm_head.weight");
    out.put("sliding_window", "0");
    out.put("text_prefix", "");
    vision.addTo(out);
    return out;
  }

  @Override
  public List<ScriptPart> script() {
    return List.of(
        DecoderLayer.SCRIPT,
        DecoderLayer.IMAGE_TOKENS,
        CausalLmScript.NO_CROSS_ATTENTION,
        new ScriptPart(Qwen2VlConfig.class, "grid_vision.ts.py"),
        vision.script());
  }

  @Override
  public int imageTokens(ImageGrid grid) {
    return vision.tokens(grid);
  }

  @Override
  public long[][] positions(TokenizedPrompt prompt, int completion) {
    return RopeIndex.of(prompt, completion, vision.spatialMergeSize());
  }

  @Override
  public ImageProcessor images(ModelSource source) {
    return vision.images(source);
  }

  @Override
  public Processor processor(ModelSource source) {
    Processor processor =
        ImageTextProcessor.of(
            source,
            vocabSize,
            new Placeholder(
                VISION_START,
                "<|image_pad|>",
                "<|vision_end|>",
                "image_token_id",
                imageTokenId,
                true),
            images(source));
    try {
      Vocabulary.requireId(
          source, processor.tokenizer(), VISION_START, "vision_start_token_id", visionStartTokenId);
    } catch (InputException e) {
      processor.close();
      throw e;
    }
    return processor;
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
                DecoderLayer.numbers(numHiddenLayers),
                h,
                (long) numKeyValueHeads * headDim(),
                true,
                tieWordEmbeddings)
            .shapes("");
    all.putAll(vision.shapes(h));
    return all;
  }
}
