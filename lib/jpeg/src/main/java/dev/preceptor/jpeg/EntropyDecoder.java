package dev.preceptor.jpeg;

import java.io.IOException;

/** Reads the coefficients of one scan, block after block. */
interface EntropyDecoder {

  /**
   * Adds what the scan says of a block.
   *
   * @param part whose block
   * @param block coefficients in natural order
   * @param from where the block's 64 begin
   * @throws IOException if the file is truncated or damaged beyond decoding
   */
  void decode(Scan.Part part, short[] block, int from) throws IOException;

  /** Begins anew, at a scan's begin and after each restart marker. */
  void restart();
}
