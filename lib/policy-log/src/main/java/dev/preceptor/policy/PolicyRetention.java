package dev.preceptor.policy;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.OptionalLong;

/**
 * Decides which old weights can be deleted from the log: those before an anchor from which every
 * version that is still needed can be rebuilt, as long as enough bytes remain.
 */
public final class PolicyRetention {

  private static final class Anchor {
    private final int version;
    private final long offset;
    private long bytes;

    Anchor(int version, long offset) {
      this.version = version;
      this.offset = offset;
    }
  }

  private final long keptBytes;
  private final Deque<Anchor> anchors = new ArrayDeque<>();

  /**
   * Creates the rule.
   *
   * @param keptBytes bytes of weights that are kept even if no version in them is needed
   */
  public PolicyRetention(long keptBytes) {
    this.keptBytes = keptBytes;
  }

  /**
   * Records that an anchor was written.
   *
   * @param offset of its first record
   */
  public void anchor(int version, long offset, long bytes) {
    anchors.add(new Anchor(version, offset));
    delta(bytes);
  }

  /** Records that a delta was written. */
  public void delta(long bytes) {
    if (!anchors.isEmpty()) {
      anchors.getLast().bytes += bytes;
    }
  }

  /**
   * The offset before which records can be deleted now; empty if none can.
   *
   * @param needed the oldest version that is still needed
   */
  public OptionalLong deletable(int needed) {
    long left = anchors.stream().mapToLong(anchor -> anchor.bytes).sum();
    OptionalLong before = OptionalLong.empty();
    while (anchors.size() > 1) {
      Anchor oldest = anchors.remove();
      Anchor next = anchors.element();
      left -= oldest.bytes;
      if (next.version > needed || left < keptBytes) {
        anchors.addFirst(oldest);
        break;
      }
      before = OptionalLong.of(next.offset);
    }
    return before;
  }
}
