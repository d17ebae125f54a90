package dev.preceptor.jpeg;

import java.io.IOException;
import java.util.List;

/** Reads one JPEG. */
public final class JpegDecoder {

  private static final int DEFINE_HUFFMAN = 0xc4;
  private static final int DEFINE_CONDITIONING = 0xcc;
  private static final int RESTART = 0xd0;
  private static final int LAST_RESTART = 0xd7;
  private static final int START_OF_IMAGE = 0xd8;
  private static final int START_OF_SCAN = 0xda;
  private static final int DEFINE_QUANTIZATION = 0xdb;
  private static final int DEFINE_RESTART = 0xdd;
  private static final int APP0 = 0xe0;
  private static final int APP14 = 0xee;
  private static final int TEMPORARY = 0x01;

  private static final int QUANTIZERS = 4;
  private static final int MAX_SCANS = 500;

  private final Limits limits;
  private final ByteSource source;
  private final HuffmanTables huffman = new HuffmanTables();
  private final ArithmeticDecoder.Conditioning conditioning = new ArithmeticDecoder.Conditioning();
  private final int[][] quantizers = new int[QUANTIZERS][];
  private final InverseDct transform = new InverseDct();
  private final ColorMarkers colors = new ColorMarkers();
  private Frame frame;
  private int restartInterval;
  private int scans;

  /** What a file may ask for; checked before memory is taken. */
  public interface Limits {

    /** Refuses an image by throwing. */
    void check(int width, int height);

    /** The most bytes that its samples and coefficients may take. */
    long bytes();
  }

  private JpegDecoder(byte[] file, Limits limits) {
    this.limits = limits;
    source = new ByteSource(file);
  }

  /**
   * Decodes a file.
   *
   * @throws IOException if it is truncated, damaged, or of a kind that is not supported
   */
  public static Jpeg decode(byte[] file, Limits limits) throws IOException {
    return new JpegDecoder(file, limits).decode();
  }

  private Jpeg decode() throws IOException {
    if (source.nextMarker() != START_OF_IMAGE) {
      throw new IOException("it does not begin like a JPEG");
    }
    boolean whole = false;
    while (!whole) {
      int marker = source.nextMarker();
      if (marker == ByteSource.END_OF_IMAGE) {
        break;
      } else if (marker == START_OF_SCAN) {
        whole = scan();
      } else {
        segment(marker);
      }
    }
    if (frame == null) {
      throw new IOException("it has no frame");
    }
    for (var component : frame.components()) {
      if (component.divisors == null) {
        throw new IOException(
            "the file is truncated: component %d is missing".formatted(component.id));
      }
    }
    if (!whole) {
      frame.components().forEach(this::finish);
    }
    return jpeg();
  }

  private Jpeg jpeg() {
    var components = frame.components();
    List<Upsampling> rows =
        components.stream().map(component -> new Upsampling(component, frame)).toList();
    return new Jpeg(
        frame.width(),
        frame.height(),
        colors.space(components),
        (y, samples) -> {
          for (int i = 0; i < rows.size(); i++) {
            rows.get(i).row(y, samples, i, rows.size());
          }
        });
  }

  private void segment(int marker) throws IOException {
    if (marker == TEMPORARY || (marker >= RESTART && marker <= LAST_RESTART)) {
      return;
    }
    if (marker == START_OF_IMAGE) {
      throw new IOException("an image within the image");
    }
    byte[] body = source.segment();
    switch (marker) {
      case DEFINE_HUFFMAN -> huffman.define(body);
      case DEFINE_CONDITIONING -> conditioning.define(body);
      case DEFINE_QUANTIZATION -> quantizers(body);
      case DEFINE_RESTART -> {
        if (body.length != 2) {
          throw new IOException("a restart interval of %d bytes".formatted(body.length));
        }
        restartInterval = (body[0] & 0xff) << 8 | (body[1] & 0xff);
      }
      case APP0 -> colors.app0(body);
      case APP14 -> colors.app14(body);
      default -> {
        if (Frame.isStart(marker)) {
          start(marker, body);
        }
      }
    }
  }

  private void start(int marker, byte[] body) throws IOException {
    if (frame != null) {
      throw new IOException("two frames");
    }
    var begun = Frame.parse(marker, body);
    limits.check(begun.width(), begun.height());
    frame = begun;
  }

  /**
   * Reads a scan.
   *
   * @return whether it holds the whole image
   */
  private boolean scan() throws IOException {
    byte[] body = source.segment();
    if (frame == null) {
      throw new IOException("a scan before its frame");
    }
    if (++scans > MAX_SCANS) {
      throw new IOException("more than %d scans".formatted(MAX_SCANS));
    }
    var scan = Scan.parse(body, frame);
    boolean whole = !frame.progressive() && scan.components().size() == frame.components().size();
    if (scans == 1) {
      colors.close();
      allocate(!whole);
    } else {
      whole = false;
    }
    for (var part : scan.components()) {
      latch(part.component());
    }
    var decoder = decoder(scan);
    var blocks = new BlockOrder(scan, frame);
    new ScanReader(source, decoder, restartInterval).read(blocks, whole ? transform : null);
    return whole;
  }

  private void allocate(boolean keepsCoefficients) throws IOException {
    long bytes = frame.bytes(keepsCoefficients);
    if (bytes > limits.bytes()) {
      throw new IOException(
          "decoding needs %d bytes; the limit is %d; save it smaller, or not progressive"
              .formatted(bytes, limits.bytes()));
    }
    frame.allocate(keepsCoefficients);
  }

  private EntropyDecoder decoder(Scan scan) {
    if (frame.arithmetic()) {
      return new ArithmeticDecoder(conditioning, source, scan, frame);
    }
    int components = frame.components().size();
    return frame.progressive()
        ? new ProgressiveHuffman(huffman, source, scan, components)
        : new SequentialHuffman(huffman, source, components);
  }

  /** Keeps the divisors of a component's first scan: tables may be defined anew between scans. */
  private void latch(Component component) throws IOException {
    if (component.divisors != null) {
      return;
    }
    if (component.quantizer >= QUANTIZERS || quantizers[component.quantizer] == null) {
      throw new IOException("quantization table %d is missing".formatted(component.quantizer));
    }
    component.divisors = quantizers[component.quantizer].clone();
  }

  private void quantizers(byte[] body) throws IOException {
    int at = 0;
    while (at < body.length) {
      int head = body[at++] & 0xff;
      int size = head >> 4 == 0 ? 1 : 2;
      if ((head & 0xf) >= QUANTIZERS || head >> 4 > 1) {
        throw new IOException("quantization table %02x".formatted(head));
      }
      if (body.length - at < Component.BLOCK_SIZE * size) {
        throw new IOException("a truncated quantization table");
      }
      int[] divisors = new int[Component.BLOCK_SIZE];
      for (int k = 0; k < divisors.length; k++, at += size) {
        int value = body[at] & 0xff;
        divisors[Zigzag.NATURAL[k]] = size == 1 ? value : value << 8 | (body[at + 1] & 0xff);
      }
      quantizers[head & 0xf] = divisors;
    }
  }

  private void finish(Component component) {
    int rows = component.coefficients.length / Component.BLOCK_SIZE / component.stride;
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < component.stride; column++) {
        int from = component.coefficientsOf(row, column);
        component.finish(component.coefficients, from, row, column, transform);
      }
    }
    component.coefficients = null;
  }
}
