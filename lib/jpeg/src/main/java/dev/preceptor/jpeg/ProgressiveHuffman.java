package dev.preceptor.jpeg;

import java.io.IOException;
import java.util.Arrays;

/** A band of coefficients, or one more bit of it, by Huffman's codes (T.81, G.1.2 and G.2). */
final class ProgressiveHuffman implements EntropyDecoder {

  private static final int ZERO_RUN = 15;

  private final HuffmanTables tables;
  private final BitReader bits;
  private final Scan scan;
  private final int[] means;

  /** Blocks, this one included, that hold nothing more of the band. */
  private int emptyBlocks;

  ProgressiveHuffman(HuffmanTables tables, ByteSource source, Scan scan, int components) {
    this.tables = tables;
    this.scan = scan;
    bits = new BitReader(source);
    means = new int[components];
  }

  @Override
  public void decode(Scan.Part part, short[] block, int from) throws IOException {
    if (scan.first() == 0) {
      mean(part, block, from);
    } else if (scan.high() == 0) {
      band(tables.ac(part.acTable()), block, from);
    } else {
      refinement(tables.ac(part.acTable()), block, from);
    }
  }

  @Override
  public void restart() {
    bits.reset();
    Arrays.fill(means, 0);
    emptyBlocks = 0;
  }

  private void mean(Scan.Part part, short[] block, int from) throws IOException {
    if (scan.high() != 0) {
      block[from] |= (short) (bits.bits(1) << scan.low());
      return;
    }
    int index = part.component().index;
    means[index] += bits.signed(tables.dc(part.dcTable()).decode(bits));
    block[from] = (short) (means[index] << scan.low());
  }

  private void band(HuffmanTable table, short[] block, int from) throws IOException {
    if (emptyBlocks > 0) {
      emptyBlocks--;
      return;
    }
    for (int k = scan.first(); k <= scan.last(); k++) {
      int symbol = table.decode(bits);
      int run = symbol >> 4;
      int size = symbol & 0xf;
      if (size != 0) {
        k += run;
        block[from + Zigzag.NATURAL[k]] = (short) (bits.signed(size) << scan.low());
      } else if (run == ZERO_RUN) {
        k += ZERO_RUN;
      } else {
        emptyBlocks = (1 << run) + bits.bits(run) - 1;
        return;
      }
    }
  }

  private void refinement(HuffmanTable table, short[] block, int from) throws IOException {
    int k = scan.first();
    if (emptyBlocks == 0) {
      while (k <= scan.last()) {
        int symbol = table.decode(bits);
        int run = symbol >> 4;
        int size = symbol & 0xf;
        int value = 0;
        if (size != 0) {
          value = bits.bits(1) == 1 ? 1 << scan.low() : -1 << scan.low();
        } else if (run != ZERO_RUN) {
          emptyBlocks = (1 << run) + bits.bits(run);
          break;
        }
        for (; k <= scan.last(); k++) {
          int at = from + Zigzag.NATURAL[k];
          if (block[at] != 0) {
            refine(block, at);
          } else if (--run < 0) {
            break;
          }
        }
        if (value != 0) {
          block[from + Zigzag.NATURAL[k]] = (short) value;
        }
        k++;
      }
    }
    if (emptyBlocks > 0) {
      for (; k <= scan.last(); k++) {
        int at = from + Zigzag.NATURAL[k];
        if (block[at] != 0) {
          refine(block, at);
        }
      }
      emptyBlocks--;
    }
  }

  /** One more bit of a coefficient that is known not to be zero. */
  private void refine(short[] block, int at) throws IOException {
    int bit = 1 << scan.low();
    if (bits.bits(1) == 1 && (block[at] & bit) == 0) {
      block[at] += (short) (block[at] >= 0 ? bit : -bit);
    }
  }
}
