package dev.preceptor.models.mllama;

import com.fasterxml.jackson.databind.JsonNode;
import dev.preceptor.models.InputException;
import dev.preceptor.models.image.MllamaImageProcessor.Arrangement;
import dev.preceptor.models.language.ConfigFile;
import dev.preceptor.models.language.DecoderLayer;
import dev.preceptor.models.language.WeightShapes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Llama-3.2-Vision's tower (transformers: {@code MllamaVisionConfig}).
 *
 * @param numGlobalLayers layers of the second stage
 * @param intermediateLayers the layers of the first stage whose inputs are features too
 * @param imageSize side of a tile, pixels
 * @param patchSize side of a patch, pixels
 * @param maxTiles most tiles of an image
 * @param arrangements how tiles may be arranged; the first has the id 1
 */
record MllamaVision(
    int hiddenSize,
    int intermediateSize,
    int numHiddenLayers,
    int numGlobalLayers,
    int attentionHeads,
    List<Integer> intermediateLayers,
    int imageSize,
    int patchSize,
    int maxTiles,
    List<Arrangement> arrangements,
    double normEps) {

  private static final String PREFIX = "vision_model.";
  private static final String RATIOS = "supported_aspect_ratios";
  private static final int CHANNELS = 3;
  private static final int MAX_TILES = 64;

  private static final String DEFAULTS =
      """
      {"hidden_size": 1280, "intermediate_size": 5120, "num_hidden_layers": 32,
       "num_global_layers": 8, "num_attention_heads": 16, "num_channels": 3, "image_size": 448,
       "patch_size": 14, "max_num_tiles": 4, "norm_eps": 1e-5,
       "intermediate_layers_indices": [3, 7, 15, 23, 30],
       "supported_aspect_ratios":
         [[1, 1], [1, 2], [1, 3], [1, 4], [2, 1], [2, 2], [3, 1], [4, 1]]}
      """;

  MllamaVision {
    ConfigFile.requireDivides(
        hiddenSize % attentionHeads == 0,
        "vision_config, hidden_size",
        hiddenSize,
        "attention_heads");
    ConfigFile.requirePatchFits(patchSize, imageSize);
    for (int layer : intermediateLayers) {
      if (layer >= numHiddenLayers) {
        throw new InputException(
            "config.json, intermediate_layers_indices: %d is not one of the %d layers"
                .formatted(layer, numHiddenLayers));
      }
    }
    intermediateLayers = List.copyOf(intermediateLayers);
    arrangements = List.copyOf(arrangements);
  }

  static MllamaVision from(JsonNode given) {
    JsonNode node = ConfigFile.completed(given, DEFAULTS);
    ConfigFile.requireNamed(node, "hidden_act", "gelu");
    ConfigFile.requireRgb(node, CHANNELS);
    int tiles = ConfigFile.positive(node, "max_num_tiles");
    MllamaVision vision =
        new MllamaVision(
            ConfigFile.positive(node, "hidden_size"),
            ConfigFile.positive(node, "intermediate_size"),
            ConfigFile.positive(node, "num_hidden_layers"),
            ConfigFile.positive(node, "num_global_layers"),
            ConfigFile.positive(
                node, "attention_heads", ConfigFile.positive(node, "num_attention_heads")),
            ConfigFile.layers(node, "intermediate_layers_indices"),
            ConfigFile.positive(node, "image_size"),
            ConfigFile.positive(node, "patch_size"),
            tiles,
            arrangements(node, tiles),
            ConfigFile.real(node, "norm_eps"));
    int output = ConfigFile.positive(node, "vision_output_dim", vision.outputDim());
    if (output != vision.outputDim()) {
      throw new InputException(
          "config.json, vision_output_dim: %d, but the layers give %d"
              .formatted(output, vision.outputDim()));
    }
    return vision;
  }

  private static List<Arrangement> arrangements(JsonNode node, int maxTiles) {
    List<Arrangement> out = new ArrayList<>();
    for (JsonNode ratio : node.path(RATIOS)) {
      int rows = ratio.path(0).asInt();
      int columns = ratio.path(1).asInt();
      boolean fits = rows > 0 && columns > 0 && (long) rows * columns <= maxTiles;
      if (ratio.size() != 2 || !fits) {
        throw new InputException(
            "config.json, %s: %s is not an arrangement of at most %d tiles"
                .formatted(RATIOS, ratio, maxTiles));
      }
      out.add(new Arrangement(rows, columns));
    }
    if (out.isEmpty() || maxTiles > MAX_TILES) {
      throw new InputException(
          "config.json, %s: %d arrangements of %d tiles; use 1 to %d tiles and name their arrangements"
              .formatted(RATIOS, out.size(), maxTiles, MAX_TILES));
    }
    return out;
  }

  /** Patches of a tile, with its class token. */
  private int patches() {
    int side = imageSize / patchSize;
    return side * side + 1;
  }

  /** Width of an image's features: the last layer's and those of the layers between. */
  private int outputDim() {
    return hiddenSize * (1 + intermediateLayers.size());
  }

  void addTo(Map<String, String> constants) {
    constants.put("vision_hidden_size", "" + hiddenSize);
    constants.put("vision_layers", "" + numHiddenLayers);
    constants.put("vision_global_layers", "" + numGlobalLayers);
    constants.put("vision_num_heads", "" + attentionHeads);
    constants.put("vision_head_dim", "" + hiddenSize / attentionHeads);
    constants.put("vision_norm_eps", "" + normEps);
    constants.put("vision_patches", "" + patches());
    constants.put("vision_padding", "" + Math.floorMod(-patches(), 8));
    constants.put("tile_side", "" + imageSize / patchSize);
    constants.put("max_num_tiles", "" + maxTiles);
    constants.put("intermediate_layers_indices", DecoderLayer.list(intermediateLayers));
    constants.put(
        "supported_aspect_ratios",
        arrangements.stream()
            .map(each -> "[%d, %d]".formatted(each.rows(), each.columns()))
            .collect(Collectors.joining(", ")));
  }

  /**
   * Adds every weight of tower and projector.
   *
   * @param hidden width of the language model
   */
  void addTo(WeightShapes out, long hidden) {
    long ids = arrangements.size() + 1L;
    out.tensor(PREFIX + "patch_embedding.weight", hiddenSize, CHANNELS, patchSize, patchSize);
    out.tensor(PREFIX + "class_embedding", hiddenSize);
    String positions = PREFIX + "gated_positional_embedding.";
    out.tensor(positions + "gate", 1);
    out.tensor(positions + "embedding", patches(), hiddenSize);
    out.tensor(positions + "tile_embedding.weight", ids, (long) maxTiles * patches() * hiddenSize);
    for (String stage : List.of("pre_tile", "post_tile")) {
      out.tensor(PREFIX + stage + "_positional_embedding.gate", 1);
      out.tensor(
          PREFIX + stage + "_positional_embedding.embedding.weight",
          ids,
          (long) maxTiles * hiddenSize);
    }
    out.norm(PREFIX + "layernorm_pre", hiddenSize);
    out.norm(PREFIX + "layernorm_post", hiddenSize);
    layers(out, PREFIX + "transformer.layers.", numHiddenLayers, false);
    layers(out, PREFIX + "global_transformer.layers.", numGlobalLayers, true);
    out.linear("multi_modal_projector", hidden, outputDim());
  }

  private void layers(WeightShapes out, String prefix, int layers, boolean gated) {
    for (int i = 0; i < layers; i++) {
      String p = prefix + i + ".";
      for (String name : List.of("q_proj", "k_proj", "v_proj", "o_proj")) {
        out.tensor(p + "self_attn." + name + ".weight", hiddenSize, hiddenSize);
      }
      out.linear(p + "mlp.fc1", intermediateSize, hiddenSize);
      out.linear(p + "mlp.fc2", hiddenSize, intermediateSize);
      out.norm(p + "input_layernorm", hiddenSize);
      out.norm(p + "post_attention_layernorm", hiddenSize);
      if (gated) {
        out.tensor(p + "gate_attn", 1);
        out.tensor(p + "gate_ffn", 1);
      }
    }
  }
}
