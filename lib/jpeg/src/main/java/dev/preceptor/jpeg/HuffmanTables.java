package dev.preceptor.jpeg;

import java.io.IOException;

/** The Huffman tables that a file has defined so far, four of each class. */
final class HuffmanTables {

  private static final int CLASSES = 2;
  private static final int SLOTS = 4;
  private static final int MAX_SYMBOLS = 256;

  private final HuffmanTable[][] tables = new HuffmanTable[CLASSES][SLOTS];

  /** Takes the tables of a DHT segment. */
  void define(byte[] body) throws IOException {
    int at = 0;
    while (at < body.length) {
      if (body.length - at < 1 + HuffmanTable.LENGTHS) {
        throw new IOException("a cut-off Huffman table");
      }
      int head = body[at++] & 0xff;
      int[] counts = new int[HuffmanTable.LENGTHS];
      int total = 0;
      for (int i = 0; i < counts.length; i++) {
        counts[i] = body[at++] & 0xff;
        total += counts[i];
      }
      if (head >> 4 >= CLASSES || (head & 0xf) >= SLOTS || total > MAX_SYMBOLS) {
        throw new IOException("Huffman table %02x with %d symbols".formatted(head, total));
      }
      if (total > body.length - at) {
        throw new IOException("a cut-off Huffman table");
      }
      byte[] symbols = new byte[total];
      System.arraycopy(body, at, symbols, 0, total);
      at += total;
      tables[head >> 4][head & 0xf] = new HuffmanTable(counts, symbols);
    }
  }

  /** A table for means of blocks. */
  HuffmanTable dc(int slot) throws IOException {
    var table = required(0, slot);
    if (!table.isForMeans()) {
      throw new IOException(
          "Huffman table %d has more bits than a DC coefficient can have".formatted(slot));
    }
    return table;
  }

  /** A table for the other coefficients. */
  HuffmanTable ac(int slot) throws IOException {
    return required(1, slot);
  }

  private HuffmanTable required(int kind, int slot) throws IOException {
    var table = tables[kind][slot];
    if (table == null) {
      throw new IOException("a scan uses a Huffman table that the file does not define");
    }
    return table;
  }
}
