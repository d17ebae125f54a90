package dev.preceptor.models.qwen2vl;

import com.fasterxml.jackson.databind.JsonNode;
import dev.preceptor.models.checkpoint.Checkpoint;
import dev.preceptor.models.checkpoint.HostTensor;
import dev.preceptor.models.checkpoint.MemoryModel;
import dev.preceptor.models.image.ImageGrid;
import dev.preceptor.models.image.Patches;
import dev.preceptor.models.language.PlacedImage;
import dev.preceptor.models.language.TokenizedPrompt;
import dev.preceptor.models.text.NumberedTokenizer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Small checkpoints of many shapes and their prompts, see tools/goldens/qwen2_vl.py. */
public final class ShapeGoldens {

  private static final Path SHAPES = Goldens.QWEN2_VL.resolveSibling("qwen2-vl-shapes");
  private static final int PATCH_VALUES = 3 * 2 * 4 * 4;
  private static final int IMAGE_TOKEN = 3;
  private static final int PATCHES_PER_TOKEN = 4;

  private ShapeGoldens() {}

  /** A checkpoint; it has no tokenizer of its own, its prompts are ids. */
  public static MemoryModel model(String shape) {
    try (Checkpoint checkpoint = Checkpoint.open(SHAPES.resolve(shape))) {
      Qwen2VlConfig config = Qwen2VlConfig.from(checkpoint);
      Map<String, byte[]> files = new HashMap<>(checkpoint.files());
      files.put(
          "tokenizer.json",
          NumberedTokenizer.of(
              config.vocabSize(),
              Map.of(
                  config.imageTokenId(), "<|image_pad|>",
                  config.visionStartTokenId(), "<|vision_start|>")));
      files.put(
          "preprocessor_config.json",
          "{\"patch_size\": 4, \"merge_size\": 2, \"temporal_patch_size\": 2}"
              .getBytes(StandardCharsets.UTF_8));
      Map<String, HostTensor> tensors = new HashMap<>();
      checkpoint.tensorNames().forEach(name -> tensors.put(name, checkpoint.tensor(name)));
      return new MemoryModel(files, tensors);
    }
  }

  /** transformers' results on a checkpoint. */
  public static JsonNode cases(String shape) {
    return golden(shape).path("cases");
  }

  static JsonNode golden(String shape) {
    return Goldens.json(SHAPES.resolve(shape + "/golden.json"));
  }

  /** A case's prompt: ids, and an image of its grid with the generator's pixel values. */
  public static TokenizedPrompt prompt(JsonNode golden) {
    int[] ids = Goldens.ids(golden.path("prompt_ids"));
    if (golden.path("image_grid_thw").isNull()) {
      return new TokenizedPrompt(ids, 0, Optional.empty());
    }
    return new TokenizedPrompt(ids, images(ids, List.of(golden.path("image_grid_thw"))), "");
  }

  /** A case's prompt of several images. */
  public static TokenizedPrompt promptOfSeveral(JsonNode golden) {
    int[] ids = Goldens.ids(golden.path("prompt_ids"));
    List<JsonNode> grids = new ArrayList<>();
    golden.path("grids").forEach(grids::add);
    return new TokenizedPrompt(ids, images(ids, grids), "");
  }

  private static List<PlacedImage> images(int[] ids, List<JsonNode> grids) {
    List<PlacedImage> images = new ArrayList<>();
    int at = 0;
    for (JsonNode each : grids) {
      int[] thw = Goldens.ids(each);
      ImageGrid grid = new ImageGrid(thw[0], thw[1], thw[2]);
      float[] pixels = new float[grid.patches() * PATCH_VALUES];
      for (int i = 0; i < pixels.length; i++) {
        pixels[i] = (i * 37L + 11) % 101 / 50f - 1;
      }
      while (ids[at] != IMAGE_TOKEN) {
        at++;
      }
      images.add(new PlacedImage(at, new Patches(pixels, grid)));
      at += grid.patches() / PATCHES_PER_TOKEN;
    }
    return images;
  }
}
