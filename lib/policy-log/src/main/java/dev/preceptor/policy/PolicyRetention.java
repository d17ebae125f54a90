package dev.preceptor.policy;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.OptionalLong;

/**
 * Which of the log's old weights can go: those before an anchor from which every version that is
 * still needed can be made, as long as enough bytes are left.
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
   * A rule.
   *
   * @param keptBytes of weights that stay even when nobody needs them
   */
  public PolicyRetention(long keptBytes) {
    this.keptBytes = keptBytes;
  }

  /**
   * Takes note of an anchor that was written.
   *
   * @param offset of its first record
   */
  public void anchor(int version, long offset, long bytes) {
    anchors.add(new Anchor(version, offset));
    delta(bytes);
  }

  /** Takes note of a delta that was written. */
  public void delta(long bytes) {
    if (!anchors.isEmpty()) {
      anchors.getLast().bytes += bytes;
    }
  }

  /**
   * Before which offset records can be deleted now.
   *
   * @param needed the oldest version that someone still needs
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
