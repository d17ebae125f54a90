package dev.preceptor.run;

/**
 * Decides with hysteresis whether a disk has enough space for a run: it shuts below one limit and
 * opens again only above a higher one, so that a run does not alternate between pausing and
 * running.
 */
public final class DiskGate {

  private final long leastBytes;
  private final long againBytes;
  private boolean shut;

  /**
   * An open gate.
   *
   * @param leastBytes free bytes below which it shuts
   * @param againBytes free bytes at which it opens again, at least {@code leastBytes}
   */
  public DiskGate(long leastBytes, long againBytes) {
    if (againBytes < leastBytes) {
      throw new IllegalArgumentException(
          "a gate that opens at %d must not shut at %d".formatted(againBytes, leastBytes));
    }
    this.leastBytes = leastBytes;
    this.againBytes = againBytes;
  }

  /** Updates the gate with the free bytes and returns whether it is shut. */
  public boolean isShutAt(long freeBytes) {
    shut = freeBytes < (shut ? againBytes : leastBytes);
    return shut;
  }

  /** How many more free bytes it needs to open. */
  public long lacking(long freeBytes) {
    return Math.max(0, againBytes - freeBytes);
  }
}
