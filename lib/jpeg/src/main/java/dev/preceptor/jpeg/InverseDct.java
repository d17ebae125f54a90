package dev.preceptor.jpeg;

/**
 * The accurate integer inverse DCT of libjpeg (jidctint.c), by Loeffler, Ligtenberg and Moschytz
 * with 13 bits of fraction. Its bits are what Pillow's decoder gives.
 */
final class InverseDct {

  private static final int SIDE = Component.BLOCK;
  private static final int FRACTION_BITS = 13;
  private static final int PASS_BITS = 2;
  private static final int CENTER = 128;
  private static final int MAX = 255;

  private static final int C_0_298631336 = 2446;
  private static final int C_0_390180644 = 3196;
  private static final int C_0_541196100 = 4433;
  private static final int C_0_765366865 = 6270;
  private static final int C_0_899976223 = 7373;
  private static final int C_1_175875602 = 9633;
  private static final int C_1_501321110 = 12299;
  private static final int C_1_847759065 = 15137;
  private static final int C_1_961570560 = 16069;
  private static final int C_2_053119869 = 16819;
  private static final int C_2_562915447 = 20995;
  private static final int C_3_072711026 = 25172;

  private final int[] columns = new int[Component.BLOCK_SIZE];
  private final int[] line = new int[SIDE];

  /**
   * Samples of a block.
   *
   * @param block coefficients in natural order, 64 from {@code from} on
   * @param divisors in natural order, 64
   * @param samples where they go, from {@code to} on, {@code stride} a row
   */
  void samples(short[] block, int from, int[] divisors, byte[] samples, int to, int stride) {
    for (int x = 0; x < SIDE; x++) {
      for (int y = 0; y < SIDE; y++) {
        int i = SIDE * y + x;
        line[y] = block[from + i] * divisors[i];
      }
      transform(FRACTION_BITS - PASS_BITS);
      for (int y = 0; y < SIDE; y++) {
        columns[SIDE * y + x] = line[y];
      }
    }
    for (int y = 0; y < SIDE; y++) {
      System.arraycopy(columns, SIDE * y, line, 0, SIDE);
      transform(FRACTION_BITS + PASS_BITS + 3);
      for (int x = 0; x < SIDE; x++) {
        samples[to + stride * y + x] = (byte) Math.max(0, Math.min(MAX, line[x] + CENTER));
      }
    }
  }

  /** Transforms the line in place, rounding so many bits away. */
  private void transform(int shift) {
    int half = 1 << (shift - 1);
    int z = (line[2] + line[6]) * C_0_541196100;
    int even2 = z - line[6] * C_1_847759065;
    int even3 = z + line[2] * C_0_765366865;
    int even0 = (line[0] + line[4]) << FRACTION_BITS;
    int even1 = (line[0] - line[4]) << FRACTION_BITS;
    int a0 = even0 + even3;
    int a3 = even0 - even3;
    int a1 = even1 + even2;
    int a2 = even1 - even2;

    int z1 = line[7] + line[1];
    int z2 = line[5] + line[3];
    int z3 = line[7] + line[3];
    int z4 = line[5] + line[1];
    int z5 = (z3 + z4) * C_1_175875602;
    z1 *= -C_0_899976223;
    z2 *= -C_2_562915447;
    z3 = z3 * -C_1_961570560 + z5;
    z4 = z4 * -C_0_390180644 + z5;
    int b0 = line[7] * C_0_298631336 + z1 + z3;
    int b1 = line[5] * C_2_053119869 + z2 + z4;
    int b2 = line[3] * C_3_072711026 + z2 + z3;
    int b3 = line[1] * C_1_501321110 + z1 + z4;

    line[0] = (a0 + b3 + half) >> shift;
    line[7] = (a0 - b3 + half) >> shift;
    line[1] = (a1 + b2 + half) >> shift;
    line[6] = (a1 - b2 + half) >> shift;
    line[2] = (a2 + b1 + half) >> shift;
    line[5] = (a2 - b1 + half) >> shift;
    line[3] = (a3 + b0 + half) >> shift;
    line[4] = (a3 - b0 + half) >> shift;
  }
}
