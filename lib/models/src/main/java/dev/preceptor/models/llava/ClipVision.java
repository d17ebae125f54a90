package dev.preceptor.models.llava;

import com.fasterxml.jackson.databind.JsonNode;
import dev.preceptor.models.language.ConfigFile;
import dev.preceptor.models.language.WeightShapes;
import java.util.List;
import java.util.Map;

/**
 * CLIP's vision tower (transformers: {@code CLIPVisionConfig}).
 *
 * @param imageSize side of an image, pixels
 * @param patchSize side of a patch, pixels
 */
record ClipVision(
    int hiddenSize,
    int intermediateSize,
    int numHiddenLayers,
    int numAttentionHeads,
    int imageSize,
    int patchSize,
    double layerNormEps) {

  private static final String PREFIX = "vision_tower.vision_model.";
  private static final int CHANNELS = 3;

  private static final String DEFAULTS =
      """
      {"hidden_size": 768, "intermediate_size": 3072, "num_hidden_layers": 12,
       "num_attention_heads": 12, "num_channels": 3, "image_size": 224, "patch_size": 32,
       "layer_norm_eps": 1e-5}
      """;

  /** What a LLaVA without a {@code vision_config} has. */
  static final String LLAVA =
      """
      {"hidden_size": 1024, "intermediate_size": 4096, "num_hidden_layers": 24,
       "num_attention_heads": 16, "image_size": 336, "patch_size": 14}
      """;

  ClipVision {
    ConfigFile.requireDivides(
        hiddenSize % numAttentionHeads == 0,
        "vision_config, hidden_size",
        hiddenSize,
        "num_attention_heads");
    ConfigFile.requirePatchFits(patchSize, imageSize);
  }

  static ClipVision from(JsonNode given) {
    JsonNode node = ConfigFile.completed(given, DEFAULTS);
    ConfigFile.requireNamed(node, "model_type", "clip_vision_model");
    ConfigFile.requireNamed(node, "hidden_act", "quick_gelu");
    ConfigFile.requireRgb(node, CHANNELS);
    return new ClipVision(
        ConfigFile.positive(node, "hidden_size"),
        ConfigFile.positive(node, "intermediate_size"),
        ConfigFile.positive(node, "num_hidden_layers"),
        ConfigFile.positive(node, "num_attention_heads"),
        ConfigFile.positive(node, "image_size"),
        ConfigFile.positive(node, "patch_size"),
        ConfigFile.real(node, "layer_norm_eps"));
  }

  /** The number of patches of an image. */
  int patches() {
    int side = imageSize / patchSize;
    return side * side;
  }

  void addTo(Map<String, String> constants) {
    constants.put("vision_hidden_size", "" + hiddenSize);
    constants.put("vision_num_heads", "" + numAttentionHeads);
    constants.put("vision_head_dim", "" + hiddenSize / numAttentionHeads);
    constants.put("vision_patches", "" + patches());
    constants.put("vision_layer_norm_eps", "" + layerNormEps);
  }

  /** Every weight, also those that no feature is taken from. */
  void addTo(WeightShapes out) {
    String embeddings = PREFIX + "embeddings.";
    out.tensor(embeddings + "class_embedding", hiddenSize);
    out.tensor(embeddings + "patch_embedding.weight", hiddenSize, CHANNELS, patchSize, patchSize);
    out.tensor(embeddings + "position_embedding.weight", patches() + 1L, hiddenSize);
    out.norm(PREFIX + "pre_layrnorm", hiddenSize);
    for (int i = 0; i < numHiddenLayers; i++) {
      String p = PREFIX + "encoder.layers." + i + ".";
      for (String name : List.of("q_proj", "k_proj", "v_proj", "out_proj")) {
        out.linear(p + "self_attn." + name, hiddenSize, hiddenSize);
      }
      out.norm(p + "layer_norm1", hiddenSize);
      out.linear(p + "mlp.fc1", intermediateSize, hiddenSize);
      out.linear(p + "mlp.fc2", hiddenSize, intermediateSize);
      out.norm(p + "layer_norm2", hiddenSize);
    }
    out.norm(PREFIX + "post_layernorm", hiddenSize);
  }
}
