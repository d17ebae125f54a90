package dev.preceptor.jpeg;

import java.io.IOException;

/** One Huffman table (ITU T.81, annex C and F.2.2.3). */
final class HuffmanTable {

  static final int LENGTHS = 16;

  private static final int MAX_MEAN_BITS = 15;
  private static final int AHEAD = 8;

  /**
   * By the next 8 bits: length of the code in the upper byte and its symbol; 0 for longer codes.
   */
  private final short[] shortCodes = new short[1 << AHEAD];

  /** The largest code of each length, -1 where there is none. */
  private final int[] largest = new int[LENGTHS + 1];

  /** What is added to a code of a length to find its symbol. */
  private final int[] offset = new int[LENGTHS + 1];

  private final byte[] symbols;

  /**
   * @param counts codes of each length, [16]
   * @param symbols in the order of their codes
   * @throws IOException if no prefix code has these lengths
   */
  HuffmanTable(int[] counts, byte[] symbols) throws IOException {
    this.symbols = symbols;
    int code = 0;
    int symbol = 0;
    for (int length = 1; length <= LENGTHS; length++) {
      offset[length] = symbol - code;
      for (int i = 0; i < counts[length - 1]; i++, code++, symbol++) {
        if (length <= AHEAD && code < 1 << length) {
          int first = code << (AHEAD - length);
          for (int rest = 0; rest < 1 << (AHEAD - length); rest++) {
            shortCodes[first + rest] = (short) (length << Byte.SIZE | (symbols[symbol] & 0xff));
          }
        }
      }
      largest[length] = counts[length - 1] == 0 ? -1 : code - 1;
      if (code > 1 << length) {
        throw new IOException("a Huffman table that is not a prefix code");
      }
      code <<= 1;
    }
  }

  /** Whether every symbol is a number of bits that the mean of a block can have. */
  boolean isForMeans() {
    for (byte symbol : symbols) {
      if ((symbol & 0xff) > MAX_MEAN_BITS) {
        return false;
      }
    }
    return true;
  }

  /** The next symbol; 0 for a code that does not exist, as in libjpeg. */
  int decode(BitReader bits) throws IOException {
    int entry = shortCodes[bits.peek(AHEAD)];
    if (entry != 0) {
      bits.skip(entry >> Byte.SIZE);
      return entry & 0xff;
    }
    for (int length = 1; length <= LENGTHS; length++) {
      int code = bits.peek(length);
      if (code <= largest[length]) {
        bits.skip(length);
        return symbols[code + offset[length]] & 0xff;
      }
    }
    bits.skip(LENGTHS);
    return 0;
  }
}
