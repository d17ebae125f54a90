package dev.preceptor.models.image;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * CLIP's image processor: the shorter side is resized to an edge, then the middle is cut out
 * (transformers: {@code CLIPImageProcessor}).
 */
public final class ClipImageProcessor extends FixedImages {

  private final int edge;
  private final boolean wholeSide;
  private final boolean resizes;
  private final int crop;
  private final int side;
  private final Filter filter;

  private ClipImageProcessor(ImageProcessorFile file, int crop, int patchSize) {
    super(file.values(), patchSize);
    JsonNode size = file.config().path("size");
    this.wholeSide = size.has("height");
    this.edge = file.pixels("size", wholeSide ? "height" : "shortest_edge", 224);
    this.resizes = file.does("do_resize");
    this.crop = crop;
    this.side = crop / patchSize;
    this.filter = file.resample(Filter.BICUBIC);
  }

  /**
   * Reads a model's file.
   *
   * @param imageSize side of the images that the vision tower takes, pixels
   * @param patchSize side of a patch, pixels
   * @throws dev.preceptor.models.InputException if it makes other images
   */
  public static ClipImageProcessor from(ImageProcessorFile file, int imageSize, int patchSize) {
    requireDone(file, "do_center_crop");
    int crop = file.pixels("crop_size", "height", 224);
    requireSame(file, "crop_size", crop, "image_size", imageSize);
    requireSame(file, "crop_size", file.pixels("crop_size", "width", 224), "image_size", imageSize);
    return new ClipImageProcessor(file, crop, patchSize);
  }

  @Override
  public Image fit(Image image) {
    ImageProcessor.checkSides(image.width(), image.height());
    if (image.width() == crop && image.height() == crop && (!resizes || edge == crop)) {
      return image;
    }
    Image resized = resizes ? resized(image) : image;
    return resized.window(
        Math.floorDiv(resized.width() - crop, 2),
        Math.floorDiv(resized.height() - crop, 2),
        crop,
        crop);
  }

  private Image resized(Image image) {
    if (wholeSide) {
      return image.resize(edge, edge, filter);
    }
    int shorter = Math.min(image.width(), image.height());
    int longer = Math.max(image.width(), image.height());
    int length = (int) ((double) ((long) edge * longer) / shorter);
    return image.width() <= image.height()
        ? image.resize(edge, length, filter)
        : image.resize(length, edge, filter);
  }

  @Override
  public ImageGrid grid(ImageSize image) {
    return new ImageGrid(1, side, side);
  }

  @Override
  public int tokens(ImageGrid grid) {
    return grid.patches();
  }

  @Override
  public Patches patches(Image fitted) {
    float[] out = new float[side * side * patchValues()];
    cut(fitted, 0, 0, side, out, 0);
    return new Patches(out, new ImageGrid(1, side, side));
  }
}
