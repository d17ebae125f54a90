package dev.preceptor.models.qwen2vl;

import com.fasterxml.jackson.databind.JsonNode;
import dev.preceptor.models.InputException;
import dev.preceptor.models.checkpoint.ModelSource;
import dev.preceptor.models.image.ImageGrid;
import dev.preceptor.models.image.ImageProcessorFile;
import dev.preceptor.models.image.Qwen2VlImageProcessor;
import dev.preceptor.models.language.ConfigFile;
import dev.preceptor.models.language.DecoderLayer;
import dev.preceptor.models.language.WeightShapes;
import dev.preceptor.models.torch.ScriptPart;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The vision tower of Qwen2-VL or Qwen2.5-VL.
 *
 * @param mlpWidth width of the MLP's inner layer
 * @param windows the windows of Qwen2.5-VL's tower; empty for Qwen2-VL's, whose layers all attend
 *     to the whole image
 */
public record VisionTower(
    int depth,
    int embedDim,
    int numHeads,
    long mlpWidth,
    int inChannels,
    int patchSize,
    int spatialMergeSize,
    int temporalPatchSize,
    Optional<Windows> windows) {

  private static final int CHANNELS = 3;
  private static final int MAX_MLP_RATIO = 64;

  /** Of transformers' {@code Qwen2VLVisionConfig}. */
  private static final String QWEN2_VL =
      """
      {"depth": 32, "embed_dim": 1280, "num_heads": 16, "mlp_ratio": 4, "in_chans": 3,
       "patch_size": 14, "spatial_merge_size": 2, "temporal_patch_size": 2}
      """;

  /** Of transformers' {@code Qwen2_5_VLVisionConfig}. */
  private static final String QWEN2_5_VL =
      """
      {"depth": 32, "hidden_size": 3584, "num_heads": 16, "intermediate_size": 3420,
       "in_chans": 3, "patch_size": 14, "spatial_merge_size": 2, "temporal_patch_size": 2,
       "window_size": 112, "fullatt_block_indexes": [7, 15, 23, 31]}
      """;

  /**
   * Square windows within which most layers attend.
   *
   * @param side tokens
   * @param wholeLayers the layers that attend to the whole image
   */
  public record Windows(int side, List<Integer> wholeLayers) {

    public Windows {
      wholeLayers = List.copyOf(wholeLayers);
    }
  }

  public VisionTower {
    ConfigFile.requireDivides(embedDim % numHeads == 0, "embed_dim", embedDim, "num_heads");
    ConfigFile.requireDivides(embedDim / numHeads % 4 == 0, "vision head size", embedDim, "4");
  }

  static VisionTower qwen2Vl(JsonNode given) {
    JsonNode node = ConfigFile.completed(given, QWEN2_VL);
    ConfigFile.requireNamed(node, "hidden_act", "quick_gelu");
    int width = ConfigFile.positive(node, "embed_dim");
    double ratio = ConfigFile.real(node, "mlp_ratio");
    if (ratio > MAX_MLP_RATIO) {
      throw new InputException(
          "config.json, mlp_ratio: %s is too large; use at most %d"
              .formatted(ratio, MAX_MLP_RATIO));
    }
    return of(node, width, (long) (width * ratio), Optional.empty());
  }

  static VisionTower qwen25Vl(JsonNode given) {
    JsonNode node = ConfigFile.completed(given, QWEN2_5_VL);
    ConfigFile.requireNamed(node, "hidden_act", "silu");
    int token =
        ConfigFile.positive(node, "patch_size") * ConfigFile.positive(node, "spatial_merge_size");
    int window = ConfigFile.positive(node, "window_size");
    if (window < token) {
      throw new InputException(
          "config.json, window_size: %d is smaller than a token of %d pixels"
              .formatted(window, token));
    }
    return of(
        node,
        ConfigFile.positive(node, "hidden_size"),
        ConfigFile.positive(node, "intermediate_size"),
        Optional.of(new Windows(window / token, ConfigFile.layers(node, "fullatt_block_indexes"))));
  }

  private static VisionTower of(
      JsonNode node, int width, long mlpWidth, Optional<Windows> windows) {
    return new VisionTower(
        ConfigFile.positive(node, "depth"),
        width,
        ConfigFile.positive(node, "num_heads"),
        mlpWidth,
        ConfigFile.positive(node, "in_channels", ConfigFile.positive(node, "in_chans")),
        ConfigFile.positive(node, "patch_size"),
        ConfigFile.positive(node, "spatial_merge_size"),
        ConfigFile.positive(node, "temporal_patch_size"),
        windows);
  }

  /**
   * The model's image processor.
   *
   * @throws InputException if it does not cut images as this tower takes them
   */
  Qwen2VlImageProcessor images(ModelSource source) {
    Qwen2VlImageProcessor images = Qwen2VlImageProcessor.from(source);
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
    return images;
  }

  private static void requireSame(
      ModelSource source, String key, int value, String configKey, int configured) {
    if (value != configured) {
      throw new InputException(
          "%s, %s: %d, but %d in vision_config of config.json (%s); use the files of one model"
              .formatted(ImageProcessorFile.place(source), key, value, configured, configKey));
    }
  }

  /** The number of tokens that an image's patches become. */
  int tokens(ImageGrid grid) {
    return grid.patches() / (spatialMergeSize * spatialMergeSize);
  }

  /** The number of matrices of a layer's MLP. */
  public int mlpMatrices() {
    return windows.isPresent() ? 3 : 2;
  }

  /** How many pairs of an image's patches attend to each other, in all layers. */
  public double attentionPairs(ImageGrid grid) {
    double patches = grid.patches();
    double whole = patches * patches;
    if (windows.isEmpty()) {
      return depth * whole;
    }
    int side = windows.get().side * spatialMergeSize;
    double within = 0;
    for (int y = 0; y < grid.h(); y += side) {
      for (int x = 0; x < grid.w(); x += side) {
        double window = Math.min(side, grid.h() - y) * Math.min(side, grid.w() - x);
        within += window * window;
      }
    }
    long wholeLayers = windows.get().wholeLayers.stream().filter(i -> i < depth).distinct().count();
    return wholeLayers * whole + (depth - wholeLayers) * grid.t() * within;
  }

  ScriptPart script() {
    return new ScriptPart(
        VisionTower.class, windows.isPresent() ? "qwen2_5_vl.ts.py" : "qwen2_vl.ts.py");
  }

  void addTo(Map<String, String> constants) {
    constants.put("vision_depth", "" + depth);
    constants.put("embed_dim", "" + embedDim);
    constants.put("vision_num_heads", "" + numHeads);
    constants.put("vision_head_dim", "" + embedDim / numHeads);
    constants.put("spatial_merge_size", "" + spatialMergeSize);
    windows.ifPresent(
        each -> {
          constants.put("vision_window", "" + each.side);
          constants.put("fullatt_block_indexes", DecoderLayer.list(each.wholeLayers));
        });
  }

  /**
   * Every weight by its checkpoint name, with its shape.
   *
   * @param hidden width of the language model
   */
  Map<String, long[]> shapes(long hidden) {
    WeightShapes out = new WeightShapes();
    long e = embedDim;
    out.tensor(
        "visual.patch_embed.proj.weight", e, inChannels, temporalPatchSize, patchSize, patchSize);
    for (int i = 0; i < depth; i++) {
      String p = "visual.blocks." + i + ".";
      norm(out, p + "norm1");
      norm(out, p + "norm2");
      out.linear(p + "attn.qkv", 3 * e, e);
      out.linear(p + "attn.proj", e, e);
      if (windows.isPresent()) {
        out.linear(p + "mlp.gate_proj", mlpWidth, e);
        out.linear(p + "mlp.up_proj", mlpWidth, e);
        out.linear(p + "mlp.down_proj", e, mlpWidth);
      } else {
        out.linear(p + "mlp.fc1", mlpWidth, e);
        out.linear(p + "mlp.fc2", e, mlpWidth);
      }
    }
    long merged = e * spatialMergeSize * spatialMergeSize;
    norm(out, "visual.merger.ln_q");
    out.linear("visual.merger.mlp.0", merged, merged);
    out.linear("visual.merger.mlp.2", hidden, merged);
    return out.asMap();
  }

  /** An RMSNorm in Qwen2.5-VL's tower, a LayerNorm in Qwen2-VL's. */
  private void norm(WeightShapes out, String name) {
    if (windows.isPresent()) {
      out.tensor(name + ".weight", embedDim);
    } else {
      out.norm(name, embedDim);
    }
  }
}
