package dev.preceptor.jpeg;

import java.io.IOException;
import java.util.Arrays;

/** Blocks, or bands of their coefficients, by arithmetic coding (T.81, F.1.4, F.2.4 and G.1.3). */
final class ArithmeticDecoder implements EntropyDecoder {

  private static final int SLOTS = 4;
  private static final int MEAN_BINS = 64;
  private static final int BAND_BINS = 256;
  private static final int LIMIT = 0x8000;

  // Where estimates lie (T.81, tables F.4 and F.5).
  private static final int MEAN_MAGNITUDE = 20;
  private static final int LOW_MAGNITUDE = 189;
  private static final int HIGH_MAGNITUDE = 217;
  private static final int MAGNITUDE_BITS = 14;

  private final ArithmeticCoder coder;
  private final Conditioning conditioning;
  private final Scan scan;
  private final boolean progressive;
  private final byte[][] meanBins = new byte[SLOTS][MEAN_BINS];
  private final byte[][] bandBins = new byte[SLOTS][BAND_BINS];
  private final byte[] even = {ArithmeticCoder.EVEN};
  private final int[] means;
  private final int[] contexts;

  /**
   * What DAC segments say: bounds of small and large differences of means, and from which
   * coefficient on magnitudes are estimated apart.
   */
  static final class Conditioning {

    private final int[] lower = new int[SLOTS];
    private final int[] upper = {1, 1, 1, 1};
    private final int[] band = {5, 5, 5, 5};

    void define(byte[] body) throws IOException {
      for (int at = 0; at + 1 < body.length; at += 2) {
        int slot = body[at] & 0xf;
        int kind = (body[at] & 0xff) >> 4;
        int value = body[at + 1] & 0xff;
        if (slot >= SLOTS || kind > 1 || (kind == 0 && (value & 0xf) > value >> 4)) {
          throw new IOException("arithmetic conditioning %02x of %02x".formatted(value, body[at]));
        }
        if (kind == 0) {
          lower[slot] = value & 0xf;
          upper[slot] = value >> 4;
        } else {
          band[slot] = value;
        }
      }
    }
  }

  ArithmeticDecoder(Conditioning conditioning, ByteSource source, Scan scan, Frame frame) {
    coder = new ArithmeticCoder(source);
    this.conditioning = conditioning;
    this.scan = scan;
    progressive = frame.progressive();
    means = new int[frame.components().size()];
    contexts = new int[frame.components().size()];
  }

  @Override
  public void decode(Scan.Part part, short[] block, int from) throws IOException {
    if (!progressive) {
      mean(part, block, from);
      band(part.acTable(), 1, Component.BLOCK_SIZE - 1, block, from);
    } else if (scan.first() > 0) {
      if (scan.high() == 0) {
        band(part.acTable(), scan.first(), scan.last(), block, from);
      } else {
        refinement(part.acTable(), block, from);
      }
    } else if (scan.high() == 0) {
      mean(part, block, from);
    } else if (coder.decide(even, 0)) {
      block[from] |= (short) (1 << scan.low());
    }
  }

  @Override
  public void restart() {
    coder.reset();
    Arrays.fill(means, 0);
    Arrays.fill(contexts, 0);
    for (int slot = 0; slot < SLOTS; slot++) {
      Arrays.fill(meanBins[slot], (byte) 0);
      Arrays.fill(bandBins[slot], (byte) 0);
    }
  }

  private void mean(Scan.Part part, short[] block, int from) throws IOException {
    int index = part.component().index;
    int slot = part.dcTable();
    byte[] bins = meanBins[slot];
    int at = contexts[index];
    if (coder.decide(bins, at)) {
      int sign = coder.decide(bins, at + 1) ? 1 : 0;
      at += 2 + sign;
      int magnitude = coder.decide(bins, at) ? 1 : 0;
      if (magnitude != 0) {
        at = MEAN_MAGNITUDE;
        while (coder.decide(bins, at)) {
          magnitude = doubled(magnitude);
          at++;
        }
      }
      if (magnitude < 1 << conditioning.lower[slot] >> 1) {
        contexts[index] = 0;
      } else if (magnitude > 1 << conditioning.upper[slot] >> 1) {
        contexts[index] = 12 + sign * 4;
      } else {
        contexts[index] = 4 + sign * 4;
      }
      means[index] = (means[index] + signed(bins, at, magnitude, sign)) & 0xffff;
    } else {
      contexts[index] = 0;
    }
    block[from] = (short) (means[index] << scan.low());
  }

  private void band(int slot, int first, int last, short[] block, int from) throws IOException {
    byte[] bins = bandBins[slot];
    for (int k = first; k <= last; k++) {
      int at = 3 * (k - 1);
      if (coder.decide(bins, at)) {
        return;
      }
      while (!coder.decide(bins, at + 1)) {
        at += 3;
        k = next(k, last);
      }
      int sign = coder.decide(even, 0) ? 1 : 0;
      at += 2;
      int magnitude = coder.decide(bins, at) ? 1 : 0;
      if (magnitude != 0 && coder.decide(bins, at)) {
        magnitude <<= 1;
        at = k <= conditioning.band[slot] ? LOW_MAGNITUDE : HIGH_MAGNITUDE;
        while (coder.decide(bins, at)) {
          magnitude = doubled(magnitude);
          at++;
        }
      }
      block[from + Zigzag.NATURAL[k]] = (short) (signed(bins, at, magnitude, sign) << scan.low());
    }
  }

  private void refinement(int slot, short[] block, int from) throws IOException {
    byte[] bins = bandBins[slot];
    int known = scan.last();
    while (known > 0 && block[from + Zigzag.NATURAL[known]] == 0) {
      known--;
    }
    int bit = 1 << scan.low();
    for (int k = scan.first(); k <= scan.last(); k++) {
      int at = 3 * (k - 1);
      if (k > known && coder.decide(bins, at)) {
        return;
      }
      while (true) {
        int place = from + Zigzag.NATURAL[k];
        if (block[place] != 0) {
          if (coder.decide(bins, at + 2)) {
            block[place] += (short) (block[place] < 0 ? -bit : bit);
          }
          break;
        }
        if (coder.decide(bins, at + 1)) {
          block[place] = (short) (coder.decide(even, 0) ? -bit : bit);
          break;
        }
        at += 3;
        k = next(k, scan.last());
      }
    }
  }

  private int signed(byte[] bins, int at, int magnitude, int sign) throws IOException {
    int value = magnitude;
    for (int bit = magnitude >> 1; bit != 0; bit >>= 1) {
      if (coder.decide(bins, at + MAGNITUDE_BITS)) {
        value |= bit;
      }
    }
    return sign == 0 ? value + 1 : -value - 1;
  }

  private static int doubled(int magnitude) throws IOException {
    if (magnitude << 1 == LIMIT) {
      throw new IOException("a coefficient of more than 15 bits");
    }
    return magnitude << 1;
  }

  private static int next(int k, int last) throws IOException {
    if (k == last) {
      throw new IOException("a band of more coefficients than its scan has");
    }
    return k + 1;
  }
}
