package dev.preceptor.models.image;

import dev.preceptor.models.InputException;
import java.nio.file.Path;
import java.util.List;

/**
 * Llama-3.2-Vision's image processor: an image is fitted to a canvas of a few tiles, black where it
 * does not reach (transformers: {@code MllamaImageProcessor}).
 */
public final class MllamaImageProcessor extends FixedImages {

  /**
   * How tiles are arranged.
   *
   * @param rows number of tiles on top of each other
   * @param columns number of tiles beside each other
   */
  public record Arrangement(int rows, int columns) {}

  private final List<Arrangement> arrangements;
  private final int tile;
  private final int side;
  private final Filter filter;

  private MllamaImageProcessor(
      ImageProcessorFile file, List<Arrangement> arrangements, int tile, int patchSize) {
    super(file.values(), patchSize);
    this.arrangements = List.copyOf(arrangements);
    this.tile = tile;
    this.side = tile / patchSize;
    this.filter = file.resample(Filter.BILINEAR);
  }

  /**
   * Reads a model's file.
   *
   * @param arrangements those that the vision tower knows
   * @param maxTiles most tiles of an image
   * @param imageSize side of a tile, pixels
   * @param patchSize side of a patch, pixels
   * @throws InputException if it makes other images
   */
  public static MllamaImageProcessor from(
      ImageProcessorFile file,
      List<Arrangement> arrangements,
      int maxTiles,
      int imageSize,
      int patchSize) {
    requireDone(file, "do_resize");
    requireDone(file, "do_pad");
    requireSame(file, "size, height", file.pixels("size", "height", 224), "image_size", imageSize);
    requireSame(file, "size, width", file.pixels("size", "width", 224), "image_size", imageSize);
    int tiles = file.side("max_image_tiles", 4, 64);
    requireSame(file, "max_image_tiles", tiles, "max_num_tiles", maxTiles);
    return new MllamaImageProcessor(file, arrangements, imageSize, patchSize);
  }

  /** Transparent pixels are laid over white. */
  @Override
  public Image read(Path file) {
    return Image.readOverWhite(file);
  }

  @Override
  public Image fit(Image image) {
    Arrangement canvas = canvas(image.width(), image.height());
    int canvasWidth = canvas.columns * tile;
    int canvasHeight = canvas.rows * tile;
    if (image.width() == canvasWidth && image.height() == canvasHeight) {
      return image;
    }
    int mostWidth = Math.max(tile, Math.min(image.width(), canvasWidth));
    int mostHeight = Math.max(tile, Math.min(image.height(), canvasHeight));
    double byWidth = (double) mostWidth / image.width();
    double byHeight = (double) mostHeight / image.height();
    int width = mostWidth;
    int height = mostHeight;
    if (byWidth < byHeight) {
      height = Math.min(Math.max(1, (int) (image.height() * byWidth)), mostHeight);
    } else {
      width = Math.min(Math.max(1, (int) (image.width() * byHeight)), mostWidth);
    }
    return image.resize(width, height, filter).window(0, 0, canvasWidth, canvasHeight);
  }

  /**
   * The canvas that an image fits: that which enlarges it least, else that which shrinks it least;
   * of several the smallest.
   */
  private Arrangement canvas(int width, int height) {
    ImageProcessor.checkSides(width, height);
    Arrangement best = arrangements.get(0);
    for (Arrangement each : arrangements) {
      double scale = scale(each, width, height);
      double least = scale(best, width, height);
      boolean closer = scale >= 1 ? scale < least || least < 1 : scale > least;
      boolean smaller = scale == least && each.rows * each.columns < best.rows * best.columns;
      if (closer || smaller) {
        best = each;
      }
    }
    return best;
  }

  private double scale(Arrangement canvas, int width, int height) {
    return Math.min(
        (double) (canvas.rows * tile) / height, (double) (canvas.columns * tile) / width);
  }

  @Override
  public ImageGrid grid(ImageSize image) {
    Arrangement canvas = canvas(image.width(), image.height());
    return new ImageGrid(1, canvas.rows * side, canvas.columns * side);
  }

  /** The image's place is one token. */
  @Override
  public int tokens(ImageGrid grid) {
    return 1;
  }

  /** Cuts a canvas into patches, tile by tile. */
  @Override
  public Patches patches(Image fitted) {
    int rows = fitted.height() / tile;
    int columns = fitted.width() / tile;
    if (!arrangements.contains(new Arrangement(rows, columns))
        || fitted.height() % tile != 0
        || fitted.width() % tile != 0) {
      throw new InputException(
          "image of %d x %d pixels: its sides are no canvas of tiles of %d; resize it first"
              .formatted(fitted.width(), fitted.height(), tile));
    }
    int tileValues = side * side * patchValues();
    float[] out = new float[Math.multiplyExact(rows * columns, tileValues)];
    for (int i = 0; i < rows * columns; i++) {
      cut(fitted, i % columns * tile, i / columns * tile, side, out, i * tileValues);
    }
    return new Patches(out, new ImageGrid(1, rows * side, columns * side));
  }
}
