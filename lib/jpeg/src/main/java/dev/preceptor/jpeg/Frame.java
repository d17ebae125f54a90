package dev.preceptor.jpeg;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * What a start-of-frame segment says.
 *
 * @param progressive whether coefficients come in several scans, bit by bit
 * @param arithmetic whether they are coded arithmetically and not by Huffman's codes
 * @param width pixels
 * @param height pixels
 * @param components one, three or four
 * @param maxHorizontal largest horizontal sampling factor
 * @param maxVertical largest vertical sampling factor
 */
record Frame(
    boolean progressive,
    boolean arithmetic,
    int width,
    int height,
    List<Component> components,
    int maxHorizontal,
    int maxVertical) {

  private static final int PRECISION = 8;
  private static final int MAX_FACTOR = 4;
  private static final int HEAD = 6;
  private static final int PER_COMPONENT = 3;

  // Start-of-frame markers that are decoded.
  private static final int BASELINE = 0xc0;
  private static final int EXTENDED = 0xc1;
  private static final int PROGRESSIVE = 0xc2;
  private static final int ARITHMETIC = 0xc9;
  private static final int ARITHMETIC_PROGRESSIVE = 0xca;

  /** Whether a marker starts a frame, of a kind that is decoded or not. */
  static boolean isStart(int marker) {
    return (marker & 0xf0) == 0xc0 && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
  }

  static Frame parse(int marker, byte[] body) throws IOException {
    switch (marker) {
      case BASELINE, EXTENDED, PROGRESSIVE, ARITHMETIC, ARITHMETIC_PROGRESSIVE -> {}
      default ->
          throw new IOException(
              "coding process SOF%d, which is lossless or hierarchical".formatted(marker & 0xf));
    }
    if (body.length < HEAD) {
      throw new IOException("a frame header of %d bytes".formatted(body.length));
    }
    if (body[0] != PRECISION) {
      throw new IOException("%d bits per sample; only 8 are supported".formatted(body[0] & 0xff));
    }
    int height = (body[1] & 0xff) << 8 | (body[2] & 0xff);
    int width = (body[3] & 0xff) << 8 | (body[4] & 0xff);
    int count = body[5] & 0xff;
    if (width == 0 || height == 0) {
      throw new IOException("%d x %d pixels".formatted(width, height));
    }
    if (count != 1 && count != 3 && count != 4) {
      throw new IOException(count + " colour components; 1, 3 and 4 are supported");
    }
    if (body.length != HEAD + PER_COMPONENT * count) {
      throw new IOException(
          "a frame header of %d bytes for %d components".formatted(body.length, count));
    }
    List<Component> components = new ArrayList<>();
    int maxHorizontal = 1;
    int maxVertical = 1;
    for (int i = 0; i < count; i++) {
      int from = HEAD + PER_COMPONENT * i;
      int horizontal = (body[from + 1] & 0xff) >> 4;
      int vertical = body[from + 1] & 0xf;
      if (horizontal < 1 || horizontal > MAX_FACTOR || vertical < 1 || vertical > MAX_FACTOR) {
        throw new IOException("sampling factors %d x %d".formatted(horizontal, vertical));
      }
      maxHorizontal = Math.max(maxHorizontal, horizontal);
      maxVertical = Math.max(maxVertical, vertical);
      components.add(
          new Component(i, body[from] & 0xff, horizontal, vertical, body[from + 2] & 0xff));
    }
    for (var component : components) {
      if (maxHorizontal % component.horizontal != 0 || maxVertical % component.vertical != 0) {
        throw new IOException(
            "sampling factors %d x %d beside %d x %d, which are not whole multiples of them"
                .formatted(component.horizontal, component.vertical, maxHorizontal, maxVertical));
      }
    }
    boolean progressive = marker == PROGRESSIVE || marker == ARITHMETIC_PROGRESSIVE;
    return new Frame(
        progressive,
        marker == ARITHMETIC || marker == ARITHMETIC_PROGRESSIVE,
        width,
        height,
        List.copyOf(components),
        maxHorizontal,
        maxVertical);
  }

  int mcusWide() {
    return ceiling(width, maxHorizontal * Component.BLOCK);
  }

  int mcusHigh() {
    return ceiling(height, maxVertical * Component.BLOCK);
  }

  /** The bytes that decoding takes: a sample each and, in several scans, a coefficient each too. */
  long bytes(boolean keepsCoefficients) {
    long samples = 0;
    for (var component : components) {
      samples +=
          (long) mcusWide()
              * component.horizontal
              * mcusHigh()
              * component.vertical
              * Component.BLOCK_SIZE;
    }
    return keepsCoefficients ? samples * (1 + Short.BYTES) : samples;
  }

  /** Takes the memory that {@link #bytes} tells. */
  void allocate(boolean keepsCoefficients) {
    for (var component : components) {
      component.width = ceiling(width * component.horizontal, maxHorizontal);
      component.height = ceiling(height * component.vertical, maxVertical);
      component.blocksWide = ceiling(component.width, Component.BLOCK);
      component.blocksHigh = ceiling(component.height, Component.BLOCK);
      component.stride = mcusWide() * component.horizontal;
      int size = component.stride * mcusHigh() * component.vertical * Component.BLOCK_SIZE;
      component.samples = new byte[size];
      component.coefficients = keepsCoefficients ? new short[size] : null;
    }
  }

  private static int ceiling(int value, int divisor) {
    return (value + divisor - 1) / divisor;
  }
}
