package dev.preceptor.jpeg;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * What a start-of-scan segment says.
 *
 * @param components whose coefficients it holds, with their tables
 * @param first coefficient of the band, in zigzag order
 * @param last coefficient of the band
 * @param high bit position of the scan before, 0 for the first
 * @param low bit position of this one
 */
record Scan(List<Part> components, int first, int last, int high, int low) {

  private static final int MAX_BLOCKS_IN_MCU = 10;
  private static final int MAX_LOW = 13;
  private static final int LAST_COEFFICIENT = 63;
  private static final int TABLES = 4;

  /**
   * A component of a scan.
   *
   * @param dcTable number of its table for the mean of a block
   * @param acTable number of its table for the rest
   */
  record Part(Component component, int dcTable, int acTable) {}

  static Scan parse(byte[] body, Frame frame) throws IOException {
    int count = body.length == 0 ? 0 : body[0] & 0xff;
    if (count < 1 || count > frame.components().size() || body.length != 4 + 2 * count) {
      throw new IOException(
          "a scan header of %d bytes for %d components".formatted(body.length, count));
    }
    List<Part> parts = new ArrayList<>();
    int blocks = 0;
    for (int i = 0; i < count; i++) {
      int id = body[1 + 2 * i] & 0xff;
      int tables = body[2 + 2 * i] & 0xff;
      var component = component(frame, id, parts);
      blocks += component.horizontal * component.vertical;
      if (tables >> 4 >= TABLES || (tables & 0xf) >= TABLES) {
        throw new IOException("table %d of %d".formatted(Math.max(tables >> 4, tables & 0xf), 4));
      }
      parts.add(new Part(component, tables >> 4, tables & 0xf));
    }
    if (count > 1 && blocks > MAX_BLOCKS_IN_MCU) {
      throw new IOException(blocks + " blocks in an MCU; the limit is 10");
    }
    int bits = body[3 + 2 * count] & 0xff;
    var scan =
        new Scan(
            List.copyOf(parts),
            body[1 + 2 * count] & 0xff,
            body[2 + 2 * count] & 0xff,
            bits >> 4,
            bits & 0xf);
    return frame.progressive()
        ? scan.checked()
        : new Scan(scan.components, 0, LAST_COEFFICIENT, 0, 0);
  }

  private static Component component(Frame frame, int id, List<Part> taken) throws IOException {
    for (var component : frame.components()) {
      // libjpeg takes the first of several components of one name that the scan does not have yet
      if (component.id == id && taken.stream().noneMatch(part -> part.component == component)) {
        return component;
      }
    }
    throw new IOException("a scan of component %d, which the frame does not have".formatted(id));
  }

  private Scan checked() throws IOException {
    boolean band =
        first == 0
            ? last == 0
            : first <= last && last <= LAST_COEFFICIENT && components.size() == 1;
    boolean bits = low <= MAX_LOW && (high == 0 || low == high - 1);
    if (!band || !bits) {
      throw new IOException(
          "a scan of coefficients %d to %d, bits %d to %d".formatted(first, last, high, low));
    }
    return this;
  }
}
