package dev.preceptor.jpeg;

import java.io.IOException;

/** The order in which a scan holds its blocks (T.81, A.2). */
final class BlockOrder {

  private final Scan scan;
  private final int mcusWide;
  private final int mcusHigh;

  /** Takes the blocks of an MCU. */
  @FunctionalInterface
  interface Visitor {
    void visit(Scan.Part part, int row, int column) throws IOException;
  }

  BlockOrder(Scan scan, Frame frame) {
    this.scan = scan;
    if (alone()) {
      var component = scan.components().get(0).component();
      mcusWide = component.blocksWide;
      mcusHigh = component.blocksHigh;
    } else {
      mcusWide = frame.mcusWide();
      mcusHigh = frame.mcusHigh();
    }
  }

  int mcus() {
    return Math.multiplyExact(mcusWide, mcusHigh);
  }

  /** Visits the blocks of an MCU. */
  void visit(int mcu, Visitor visitor) throws IOException {
    int row = mcu / mcusWide;
    int column = mcu % mcusWide;
    if (alone()) {
      visitor.visit(scan.components().get(0), row, column);
      return;
    }
    for (var part : scan.components()) {
      int high = part.component().vertical;
      int wide = part.component().horizontal;
      for (int y = 0; y < high; y++) {
        for (int x = 0; x < wide; x++) {
          visitor.visit(part, row * high + y, column * wide + x);
        }
      }
    }
  }

  private boolean alone() {
    return scan.components().size() == 1;
  }
}
