package dev.preceptor.run;

/**
 * Whether a disk has room for a run: not any more below the least, and again only from well above
 * it on, so that a run on the edge does not stop and go.
 */
public final class DiskGate {

  private final long leastBytes;
  private final long againBytes;
  private boolean shut;

  /**
   * An open gate.
   *
   * @param leastBytes free bytes below which it shuts
   * @param againBytes free bytes from which on it opens again, at least as many
   */
  public DiskGate(long leastBytes, long againBytes) {
    if (againBytes < leastBytes) {
      throw new IllegalArgumentException(
          "a gate that opens at %d must not shut at %d".formatted(againBytes, leastBytes));
    }
    this.leastBytes = leastBytes;
    this.againBytes = againBytes;
  }

  /** Whether it is shut, now that so many bytes are free. */
  public boolean isShutAt(long freeBytes) {
    shut = freeBytes < (shut ? againBytes : leastBytes);
    return shut;
  }

  /** How many more bytes must be free for it to open. */
  public long lacking(long freeBytes) {
    return Math.max(0, againBytes - freeBytes);
  }
}
