package dev.preceptor.vqa;

/**
 * SplitMix64 (Steele, Lea, Flood 2014), implemented here so that the images do not depend on the
 * JDK. There is one stream per image, seeded from the data set's seed and the image's number.
 */
public final class SplitMix {
  private static final long GAMMA = 0x9E3779B97F4A7C15L;
  private long state;

  /** The stream {@code stream} of a seed. */
  public SplitMix(long seed, long stream) {
    state = hash(seed, stream);
  }

  /** A random number that belongs to a seed and a number. */
  static long hash(long seed, long number) {
    return mix(mix(seed + GAMMA) ^ (number * GAMMA));
  }

  private static long mix(long z) {
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }

  /** The next 64 bits. */
  public long next() {
    state += GAMMA;
    return mix(state);
  }

  /** Uniform in [0, 1), 24 bits. */
  public float unit() {
    return (next() >>> 40) * 0x1p-24f;
  }

  /** Uniform in [low, high). */
  public float between(float low, float high) {
    return low + (high - low) * unit();
  }

  /** Uniform in 0 to bound - 1, for small bounds. */
  public int below(int bound) {
    return (int) (((next() >>> 33) * bound) >>> 31);
  }

  /** True in this share of cases. */
  public boolean chance(double share) {
    return (next() >>> 11) * 0x1p-53 < share;
  }

  /** Roughly normal with mean 0 and standard deviation 1: the sum of four uniforms, scaled. */
  public float noise() {
    return (unit() + unit() + unit() + unit() - 2f) * 1.7320508f;
  }

  /** One of them. */
  public <T> T pick(java.util.List<T> items) {
    return items.get(below(items.size()));
  }

  /** Fisher-Yates, in place. */
  public void shuffle(int[] items) {
    for (int i = items.length - 1; i > 0; i--) {
      int j = below(i + 1);
      int kept = items[i];
      items[i] = items[j];
      items[j] = kept;
    }
  }
}
