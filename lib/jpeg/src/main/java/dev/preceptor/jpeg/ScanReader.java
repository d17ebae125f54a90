package dev.preceptor.jpeg;

import java.io.IOException;
import java.util.Arrays;

/** Reads the blocks of one scan, restart markers among them. */
final class ScanReader {

  private static final int FIRST_FRAME = 0xc0;
  private static final int RESTART = 0xd0;
  private static final int LAST_RESTART = 0xd7;
  private static final int RESTARTS = 8;

  private final ByteSource source;
  private final EntropyDecoder decoder;
  private final int interval;
  private final short[] block = new short[Component.BLOCK_SIZE];

  /**
   * @param interval MCUs between restart markers, 0 for none
   */
  ScanReader(ByteSource source, EntropyDecoder decoder, int interval) {
    this.source = source;
    this.decoder = decoder;
    this.interval = interval;
  }

  /**
   * Reads the scan.
   *
   * @param transform finishes each block at once; null to keep coefficients for later scans
   */
  void read(BlockOrder order, InverseDct transform) throws IOException {
    decoder.restart();
    int mcus = order.mcus();
    int expected = 0;
    for (int mcu = 0; mcu < mcus; mcu++) {
      if (interval > 0 && mcu > 0 && mcu % interval == 0) {
        synchronize(expected);
        expected = (expected + 1) % RESTARTS;
        decoder.restart();
      }
      order.visit(mcu, (part, row, column) -> read(part, row, column, transform));
    }
  }

  private void read(Scan.Part part, int row, int column, InverseDct transform) throws IOException {
    var component = part.component();
    if (transform == null) {
      decoder.decode(part, component.coefficients, component.coefficientsOf(row, column));
    } else {
      Arrays.fill(block, (short) 0);
      decoder.decode(part, block, 0);
      component.finish(block, 0, row, column, transform);
    }
  }

  /** Finds the expected restart marker; where another comes, goes on as libjpeg does. */
  private void synchronize(int expected) {
    while (true) {
      int marker = source.nextMarker();
      if (marker == RESTART + expected) {
        return;
      }
      boolean isRestart = marker >= RESTART && marker <= LAST_RESTART;
      int ahead = (marker - RESTART - expected + RESTARTS) % RESTARTS;
      if (marker < FIRST_FRAME || (isRestart && ahead >= RESTARTS - 2)) {
        continue;
      }
      if (!isRestart || ahead <= 2) {
        // The data of this interval is lost, and that of a later one comes next.
        source.pushBack(marker);
      }
      return;
    }
  }
}
