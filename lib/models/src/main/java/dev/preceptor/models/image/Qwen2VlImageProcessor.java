package dev.preceptor.models.image;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.preceptor.models.InputException;
import dev.preceptor.models.checkpoint.ModelSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalInt;

/**
 * Qwen2-VL's image processor; for one image the same as transformers' {@code
 * Qwen2VLImageProcessor}.
 *
 * @param minPixels least pixels of a resized image
 * @param maxPixels most pixels of a resized image
 * @param patchSize side of a patch, pixels
 * @param mergeSize side of the square of patches that becomes one token, patches
 * @param temporalPatchSize number of frames in a patch; an image is repeated
 * @param resize whether images are resized at all
 * @param values maps 8-bit values to floats, by channel
 */
public record Qwen2VlImageProcessor(
    long minPixels,
    long maxPixels,
    int patchSize,
    int mergeSize,
    int temporalPatchSize,
    boolean resize,
    PixelValues values)
    implements ImageProcessor {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int CHANNELS = 3;
  private static final int MAX_PATCH_SIDE = 256;

  /** Patches of a token's side; frames of a patch. */
  private static final int MAX_PARTS = 16;

  /**
   * Reads {@code preprocessor_config.json}, or {@code image_processor} in {@code
   * processor_config.json}; see {@link ImageBounds} for the bounds of an image's pixels.
   *
   * @throws InputException if there is no such file, or a value in it is invalid
   */
  public static Qwen2VlImageProcessor from(ModelSource model) {
    ImageProcessorFile file = ImageProcessorFile.of(model);
    String place = file.place();
    if (file.resample(Filter.BICUBIC) != Filter.BICUBIC) {
      throw new InputException(
          "%s, resample: %s is not bicubic; use 3".formatted(place, file.config().get("resample")));
    }
    ImageBounds bounds = ImageBounds.from(file.config(), place);
    int patchSize = file.side("patch_size", 14, MAX_PATCH_SIDE);
    int mergeSize = file.side("merge_size", 2, MAX_PARTS);
    long factor = (long) patchSize * mergeSize;
    if (factor * factor > bounds.maxPixels()) {
      throw new InputException(
          "%s, patch_size %d and merge_size %d: a token would have %d pixels, more than max_pixels %d"
                  .formatted(place, patchSize, mergeSize, factor * factor, bounds.maxPixels())
              + "; use smaller ones");
    }
    return new Qwen2VlImageProcessor(
        bounds.minPixels(),
        bounds.maxPixels(),
        patchSize,
        mergeSize,
        file.side("temporal_patch_size", 2, MAX_PARTS),
        file.does("do_resize"),
        file.values());
  }

  /**
   * The small files of a model whose images are to have these bounds: what reads them sees the
   * images that this processor makes. Files that say so already are returned unchanged.
   */
  @Override
  public Map<String, byte[]> written(ModelSource model) {
    Map<String, byte[]> files = new LinkedHashMap<>(model.files());
    ImageBounds bounds = new ImageBounds(minPixels, maxPixels);
    model
        .json(ImageProcessorFile.FILE)
        .filter(
            config ->
                bounds.write((ObjectNode) config, model.place() + "/" + ImageProcessorFile.FILE))
        .ifPresent(config -> files.put(ImageProcessorFile.FILE, bytes(config)));
    model
        .json(ImageProcessorFile.NESTED_FILE)
        .filter(
            config ->
                config.get(ImageProcessorFile.NESTED) instanceof ObjectNode nested
                    && bounds.write(nested, model.place() + "/" + ImageProcessorFile.NESTED_FILE))
        .ifPresent(config -> files.put(ImageProcessorFile.NESTED_FILE, bytes(config)));
    return files;
  }

  private static byte[] bytes(JsonNode config) {
    try {
      return JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(config);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("could not write " + ImageProcessorFile.FILE, e);
    }
  }

  /** A copy with the bounds that are given. */
  @Override
  public Qwen2VlImageProcessor withPixels(OptionalInt newMinPixels, OptionalInt newMaxPixels) {
    return newMinPixels.isEmpty() && newMaxPixels.isEmpty()
        ? this
        : withPixels(
            newMinPixels.isPresent() ? newMinPixels.getAsInt() : minPixels,
            newMaxPixels.isPresent() ? newMaxPixels.getAsInt() : maxPixels);
  }

  /**
   * A copy with other bounds.
   *
   * @throws InputException if the bounds are invalid
   */
  public Qwen2VlImageProcessor withPixels(long newMinPixels, long newMaxPixels) {
    new ImageBounds(newMinPixels, newMaxPixels).check("");
    return new Qwen2VlImageProcessor(
        newMinPixels, newMaxPixels, patchSize, mergeSize, temporalPatchSize, resize, values);
  }

  /**
   * Side of the square that becomes one token, pixels; the sides of a resized image are multiples
   * of it.
   */
  public int factor() {
    return patchSize * mergeSize;
  }

  /**
   * Resizes an image to the size that the model needs; an image of that size is returned unchanged.
   *
   * @throws InputException if an image is more than 200 times as long as it is wide
   */
  @Override
  public Image fit(Image image) {
    ImageSize size = fitted(new ImageSize(image.width(), image.height()));
    boolean fits = size.width() == image.width() && size.height() == image.height();
    return fits ? image : image.resize(size.width(), size.height());
  }

  /** The size to which {@link #fit} resizes an image. */
  private ImageSize fitted(ImageSize image) {
    if (!resize) {
      gridOfFitted(image);
      return image;
    }
    SmartResize size =
        SmartResize.of(image.width(), image.height(), factor(), minPixels, maxPixels);
    return new ImageSize(size.width(), size.height());
  }

  /** The number of tokens that the patches of a grid become. */
  @Override
  public int tokens(ImageGrid grid) {
    return grid.patches() / (mergeSize * mergeSize);
  }

  /**
   * The grid of an image once it is resized, from its size alone.
   *
   * @param image its size as it is stored
   * @throws InputException if an image of this size cannot be used
   */
  @Override
  public ImageGrid grid(ImageSize image) {
    return gridOfFitted(fitted(image));
  }

  @Override
  public long pixels(int tokens) {
    long pixels = (long) tokens * factor() * factor();
    return pixels >= minPixels ? pixels : 0;
  }

  /**
   * The grid of a resized image.
   *
   * @throws InputException if its sides are not multiples of {@link #factor}
   */
  public ImageGrid grid(Image fitted) {
    return gridOfFitted(new ImageSize(fitted.width(), fitted.height()));
  }

  private ImageGrid gridOfFitted(ImageSize fitted) {
    if (fitted.width() % factor() != 0 || fitted.height() % factor() != 0) {
      throw new InputException(
          "image of %d x %d pixels: its sides are not multiples of %d; resize it first"
              .formatted(fitted.width(), fitted.height(), factor()));
    }
    return new ImageGrid(1, fitted.height() / patchSize, fitted.width() / patchSize);
  }

  /**
   * Cuts a resized image into patches. The patches that become one token are adjacent; the values
   * of a patch are ordered by channel, frame, row and column.
   *
   * @throws InputException if its sides are not multiples of {@link #factor}
   */
  @Override
  public Patches patches(Image fitted) {
    ImageGrid grid = grid(fitted);
    int patchValues = CHANNELS * temporalPatchSize * patchSize * patchSize;
    float[] out = new float[Math.multiplyExact(grid.patches(), patchValues)];
    int at = 0;
    for (int blockRow = 0; blockRow < grid.h(); blockRow += mergeSize) {
      for (int blockColumn = 0; blockColumn < grid.w(); blockColumn += mergeSize) {
        for (int row = blockRow; row < blockRow + mergeSize; row++) {
          for (int column = blockColumn; column < blockColumn + mergeSize; column++) {
            writePatch(fitted, row * patchSize, column * patchSize, out, at);
            at += patchValues;
          }
        }
      }
    }
    return new Patches(out, grid);
  }

  private void writePatch(Image image, int top, int left, float[] out, int at) {
    int frameValues = patchSize * patchSize;
    for (int channel = 0; channel < CHANNELS; channel++) {
      int frame = at + channel * temporalPatchSize * frameValues;
      for (int y = 0; y < patchSize; y++) {
        int pixel = ((top + y) * image.width() + left) * CHANNELS + channel;
        for (int x = 0; x < patchSize; x++, pixel += CHANNELS) {
          out[frame + y * patchSize + x] = values.of(channel, image.rgb()[pixel]);
        }
      }
      for (int copy = 1; copy < temporalPatchSize; copy++) {
        System.arraycopy(out, frame, out, frame + copy * frameValues, frameValues);
      }
    }
  }
}
