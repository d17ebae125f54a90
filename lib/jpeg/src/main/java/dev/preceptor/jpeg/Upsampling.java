package dev.preceptor.jpeg;

/**
 * Rows of a component at the image's width, by libjpeg-turbo's rules (jdsample.c): where a
 * dimension is halved, samples are weighted by their distance ("fancy" upsampling), else repeated.
 */
final class Upsampling {

  private final Component component;
  private final int width;
  private final int across;
  private final int down;
  private final boolean weighted;
  private final int[] sums;

  Upsampling(Component component, Frame frame) {
    this.component = component;
    width = frame.width();
    across = frame.maxHorizontal() / component.horizontal;
    down = frame.maxVertical() / component.vertical;
    // libjpeg weighs across only where there are three samples; down it always does
    weighted = across == 2 && down <= 2 ? component.width > 2 : across == 1 && down == 2;
    sums = new int[component.width];
  }

  /**
   * Writes a row of the image.
   *
   * @param y its row
   * @param to takes a sample each {@code step} from {@code from} on
   */
  void row(int y, int[] to, int from, int step) {
    if (!weighted) {
      int base = y / down * stride();
      for (int x = 0, at = from; x < width; x++, at += step) {
        to[at] = component.samples[base + x / across] & 0xff;
      }
    } else if (across == 1) {
      sum(y);
      int bias = (y & 1) == 0 ? 1 : 2;
      for (int x = 0, at = from; x < width; x++, at += step) {
        to[at] = (sums[x] + bias) >> 2;
      }
    } else if (down == 1) {
      int base = y * stride();
      for (int x = 0; x < sums.length; x++) {
        sums[x] = component.samples[base + x] & 0xff;
      }
      spread(to, from, step, 1, 2, 2);
    } else {
      sum(y);
      spread(to, from, step, 8, 7, 4);
    }
  }

  /** The row of samples under a row of the image, three parts, and its neighbour, one part. */
  private void sum(int y) {
    int near = y / 2;
    int far = Math.max(0, Math.min(component.height - 1, (y & 1) == 0 ? near - 1 : near + 1));
    int nearBase = near * stride();
    int farBase = far * stride();
    for (int x = 0; x < sums.length; x++) {
      sums[x] =
          3 * (component.samples[nearBase + x] & 0xff) + (component.samples[farBase + x] & 0xff);
    }
  }

  /** Two samples of each sum: three parts of its own and one of the neighbour's. */
  private void spread(int[] to, int from, int step, int leftBias, int rightBias, int bits) {
    int last = sums.length - 1;
    for (int x = 0, at = from; x < width; x++, at += step) {
      int i = x >> 1;
      boolean left = (x & 1) == 0;
      int neighbour = left ? Math.max(0, i - 1) : Math.min(last, i + 1);
      to[at] = (3 * sums[i] + sums[neighbour] + (left ? leftBias : rightBias)) >> bits;
    }
  }

  private int stride() {
    return component.stride * Component.BLOCK;
  }
}
