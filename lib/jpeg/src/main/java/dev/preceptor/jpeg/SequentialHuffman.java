package dev.preceptor.jpeg;

import java.io.IOException;
import java.util.Arrays;

/** Blocks whole, by Huffman's codes (T.81, F.2). */
final class SequentialHuffman implements EntropyDecoder {

  private static final int ZERO_RUN = 15;

  private final HuffmanTables tables;
  private final BitReader bits;
  private final int[] means;

  SequentialHuffman(HuffmanTables tables, ByteSource source, int components) {
    this.tables = tables;
    bits = new BitReader(source);
    means = new int[components];
  }

  @Override
  public void decode(Scan.Part part, short[] block, int from) throws IOException {
    int index = part.component().index;
    means[index] += bits.signed(tables.dc(part.dcTable()).decode(bits));
    block[from] = (short) means[index];
    var table = tables.ac(part.acTable());
    for (int k = 1; k < Component.BLOCK_SIZE; k++) {
      int symbol = table.decode(bits);
      int run = symbol >> 4;
      int size = symbol & 0xf;
      if (size != 0) {
        k += run;
        block[from + Zigzag.NATURAL[k]] = (short) bits.signed(size);
      } else if (run == ZERO_RUN) {
        k += ZERO_RUN;
      } else {
        return;
      }
    }
  }

  @Override
  public void restart() {
    bits.reset();
    Arrays.fill(means, 0);
  }
}
