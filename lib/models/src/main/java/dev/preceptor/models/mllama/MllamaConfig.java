package dev.preceptor.models.mllama;

import com.fasterxml.jackson.databind.JsonNode;
import dev.preceptor.models.InputException;
import dev.preceptor.models.checkpoint.ModelSource;
import dev.preceptor.models.image.ImageGrid;
import dev.preceptor.models.image.ImageProcessor;
import dev.preceptor.models.image.ImageProcessorFile;
import dev.preceptor.models.image.MllamaImageProcessor;
import dev.preceptor.models.language.ConfigFile;
import dev.preceptor.models.language.DecoderConfig;
import dev.preceptor.models.language.DecoderLayer;
import dev.preceptor.models.language.ImageTextArchitecture;
import dev.preceptor.models.language.ImageTextProcessor;
import dev.preceptor.models.language.ImageTextProcessor.Placeholder;
import dev.preceptor.models.language.Processor;
import dev.preceptor.models.language.Rope;
import dev.preceptor.models.language.WeightShapes;
import dev.preceptor.models.torch.ScriptPart;
import java.util.List;
import java.util.Map;

/**
 * What {@code config.json} and {@code generation_config.json} say of a Llama-3.2-Vision
 * (transformers: {@code MllamaConfig}).
 *
 * @param crossAttentionLayers the layers of the language model that attend to the image, ascending
 * @param eosTokenIds every id that ends a completion
 */
public record MllamaConfig(
    DecoderConfig text,
    List<Integer> crossAttentionLayers,
    MllamaVision vision,
    int imageTokenId,
    List<Integer> eosTokenIds)
    implements ImageTextArchitecture {

  /** Rows of the embedding that no token of the vocabulary has; the image's is the first. */
  private static final int MORE_EMBEDDINGS = 8;

  /** Of transformers' {@code MllamaTextConfig}. */
  private static final String DEFAULTS =
      """
      {"vocab_size": 128256, "hidden_size": 4096, "intermediate_size": 14336,
       "num_hidden_layers": 40, "num_attention_heads": 32, "num_key_value_heads": 8,
       "max_position_embeddings": 131072, "rms_norm_eps": 1e-5, "rope_theta": 500000,
       "cross_attention_layers": [3, 8, 13, 18, 23, 28, 33, 38]}
      """;

  public MllamaConfig {
    for (int layer : crossAttentionLayers) {
      if (layer >= text.numHiddenLayers()) {
        throw new InputException(
            "config.json, cross_attention_layers: %d is not one of the %d layers"
                .formatted(layer, text.numHiddenLayers()));
      }
    }
    crossAttentionLayers = crossAttentionLayers.stream().distinct().sorted().toList();
    eosTokenIds = List.copyOf(eosTokenIds);
  }

  /**
   * Reads a checkpoint's configuration.
   *
   * @throws InputException if it asks for what is not supported
   */
  public static MllamaConfig from(ModelSource source) {
    JsonNode root = ConfigFile.of(source, "mllama");
    JsonNode text = ConfigFile.completed(root.path("text_config"), DEFAULTS);
    DecoderConfig decoder = DecoderConfig.from(text);
    if (decoder.tieWordEmbeddings()) {
      throw new InputException(
          "config.json, tie_word_embeddings: true is not supported; use a Llama-3.2-Vision");
    }
    return new MllamaConfig(
        decoder,
        ConfigFile.layers(text, "cross_attention_layers"),
        MllamaVision.from(root.path("vision_config")),
        ConfigFile.id(root, "image_token_index", ConfigFile.id(root, "image_token_id", 128256)),
        ConfigFile.eosTokenIds(source, 128001, text.has("eos_token_id") ? text : root));
  }

  /** The token after which the text attends to the image. */
  @Override
  public int imageTokens(ImageGrid grid) {
    return 1;
  }

  @Override
  public void requireTrainable() {
    throw new InputException(
        "config.json, model_type: a mllama model cannot be trained; use a qwen2_vl, qwen2_5_vl or llava model");
  }

  @Override
  public List<ScriptPart> script() {
    return List.of(
        DecoderLayer.SCRIPT, Rope.SCRIPT, new ScriptPart(MllamaConfig.class, "mllama.ts.py"));
  }

  private List<Integer> selfAttentionLayers() {
    return DecoderLayer.numbers(text.numHiddenLayers()).stream()
        .filter(layer -> !crossAttentionLayers.contains(layer))
        .toList();
  }

  /** How many layers that attend to tokens stand before each that attends to the image. */
  private List<Integer> selfAttentionLayersBefore() {
    return DecoderLayer.numbers(crossAttentionLayers.size()).stream()
        .map(i -> crossAttentionLayers.get(i) - i)
        .toList();
  }

  @Override
  public Map<String, String> constants() {
    Map<String, String> out = text.constants(TEXT_PREFIX);
    out.put("decoder_layers", DecoderLayer.list(selfAttentionLayers()));
    out.put("cross_attention_layers", DecoderLayer.list(crossAttentionLayers));
    out.put("cross_attention_before", DecoderLayer.list(selfAttentionLayersBefore()));
    vision.addTo(out);
    return out;
  }

  @Override
  public ImageProcessor images(ModelSource source) {
    return MllamaImageProcessor.from(
        ImageProcessorFile.of(source),
        vision.arrangements(),
        vision.maxTiles(),
        vision.imageSize(),
        vision.patchSize());
  }

  @Override
  public Processor processor(ModelSource source) {
    return ImageTextProcessor.of(
        source,
        vocabSize() + MORE_EMBEDDINGS,
        new Placeholder("", "<|image|>", "", "image_token_index", imageTokenId, false),
        images(source));
  }

  @Override
  public Map<String, long[]> shapes() {
    long hidden = text.hiddenSize();
    Map<String, long[]> all = text.shapes(TEXT_PREFIX, selfAttentionLayers());
    all.put(
        TEXT_PREFIX + "model.embed_tokens.weight",
        new long[] {vocabSize() + (long) MORE_EMBEDDINGS, hidden});
    WeightShapes out = new WeightShapes();
    long queries = (long) text.numAttentionHeads() * text.headDim();
    long keyValues = (long) text.numKeyValueHeads() * text.headDim();
    for (int i : crossAttentionLayers) {
      String p = TEXT_PREFIX + "model.layers." + i + ".";
      out.tensor(p + "input_layernorm.weight", hidden);
      out.tensor(p + "cross_attn.q_proj.weight", queries, hidden);
      out.tensor(p + "cross_attn.k_proj.weight", keyValues, hidden);
      out.tensor(p + "cross_attn.v_proj.weight", keyValues, hidden);
      out.tensor(p + "cross_attn.o_proj.weight", hidden, queries);
      out.tensor(p + "cross_attn.q_norm.weight", text.headDim());
      out.tensor(p + "cross_attn.k_norm.weight", text.headDim());
      out.tensor(p + "cross_attn_attn_gate", 1);
      out.tensor(p + "post_attention_layernorm.weight", hidden);
      out.tensor(p + "mlp.gate_proj.weight", text.intermediateSize(), hidden);
      out.tensor(p + "mlp.up_proj.weight", text.intermediateSize(), hidden);
      out.tensor(p + "mlp.down_proj.weight", hidden, text.intermediateSize());
      out.tensor(p + "cross_attn_mlp_gate", 1);
    }
    vision.addTo(out, hidden);
    all.putAll(out.asMap());
    return all;
  }
}
