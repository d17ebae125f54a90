package dev.preceptor.models.sampling;

/**
 * The uniform random numbers of one response. Number {@code i} depends only on the seed, the
 * response's index in its group and {@code i}, so a response is the same whichever worker samples
 * it and in whichever batch.
 *
 * <p>Philox4x32-10 (Salmon et al., "Parallel random numbers: as easy as 1, 2, 3", 2011), counter =
 * (position, response), key = seed.
 *
 * @param seed the group's seed
 * @param response index in the group, from 0
 */
public record RandomStream(long seed, int response) {

  private static final int MULTIPLIER_0 = 0xD2511F53;
  private static final int MULTIPLIER_1 = 0xCD9E8D57;
  private static final int WEYL_0 = 0x9E3779B9;
  private static final int WEYL_1 = 0xBB67AE85;
  private static final int ROUNDS = 10;

  /** The number for a token's position: uniform in [0, 1), with 53 random bits. */
  public double uniform(int position) {
    long bits = philox(position, response, seed);
    return (bits >>> 11) * 0x1.0p-53;
  }

  /** The seed of a group, derived from the run's seed and the group's step and slot. */
  public static long seed(long run, long step, long slot) {
    return philox(step, slot, run);
  }

  /** The first 64 of the 128 bits of the block (low, high) under a key. */
  static long philox(long low, long high, long key) {
    int c0 = (int) low;
    int c1 = (int) (low >>> 32);
    int c2 = (int) high;
    int c3 = (int) (high >>> 32);
    int k0 = (int) key;
    int k1 = (int) (key >>> 32);
    for (int round = 0; round < ROUNDS; round++) {
      long p0 = Integer.toUnsignedLong(MULTIPLIER_0) * Integer.toUnsignedLong(c0);
      long p1 = Integer.toUnsignedLong(MULTIPLIER_1) * Integer.toUnsignedLong(c2);
      c0 = (int) (p1 >>> 32) ^ c1 ^ k0;
      c1 = (int) p1;
      c2 = (int) (p0 >>> 32) ^ c3 ^ k1;
      c3 = (int) p0;
      k0 += WEYL_0;
      k1 += WEYL_1;
    }
    return Integer.toUnsignedLong(c0) | ((long) c1 << 32);
  }
}
