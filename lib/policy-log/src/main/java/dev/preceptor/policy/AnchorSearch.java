package dev.preceptor.policy;

import dev.preceptor.schemas.PolicyChunk;
import java.util.OptionalLong;
import java.util.function.IntUnaryOperator;

/**
 * Finds where a reader that starts late has to begin: at the newest anchor from which every version
 * that it will be asked for can be made. The log is looked through from its end backwards, a record
 * or two a version, so that what lies before that anchor is never read, however long the log is.
 */
public final class AnchorSearch {

  /**
   * An anchor whose last record was seen, and whose first one is looked at next.
   *
   * @param first offset that its first record must have
   */
  private record Candidate(int version, long first) {}

  private final IntUnaryOperator oldestNeeded;
  private OptionalLong needed = OptionalLong.empty();
  private Candidate candidate;
  private OptionalLong start = OptionalLong.empty();

  /**
   * A search.
   *
   * @param oldestNeeded tells of the newest version in the log which is the oldest that the reader
   *     will be asked for
   */
  public AnchorSearch(IntUnaryOperator oldestNeeded) {
    this.oldestNeeded = oldestNeeded;
  }

  /**
   * Takes a record: first the last of the log, then each time the last before the offset that was
   * given back.
   *
   * @return before which offset to look next; nothing once the search is over
   */
  public OptionalLong see(long offset, PolicyChunk chunk) {
    if (needed.isEmpty()) {
      needed = OptionalLong.of(oldestNeeded.applyAsInt(chunk.getVersion()));
    }
    if (isFirstOfCandidate(offset, chunk)) {
      return found(offset);
    }
    candidate = null;
    long first = offset - chunk.getChunk();
    // A version's records lie side by side, the last of them last; others are no version's.
    if (chunk.getChunk() < 0 || chunk.getChunk() != chunk.getChunks() - 1 || first < 0) {
      return OptionalLong.of(offset);
    }
    if (!PolicyChunks.isWhole(chunk) || chunk.getVersion() > needed.getAsLong()) {
      return OptionalLong.of(first);
    }
    if (first == offset) {
      return found(offset);
    }
    candidate = new Candidate(chunk.getVersion(), first);
    return OptionalLong.of(first + 1);
  }

  private boolean isFirstOfCandidate(long offset, PolicyChunk chunk) {
    return candidate != null
        && candidate.first() == offset
        && candidate.version() == chunk.getVersion()
        && chunk.getChunk() == 0;
  }

  private OptionalLong found(long offset) {
    start = OptionalLong.of(offset);
    return OptionalLong.empty();
  }

  /** The offset of the anchor's first record; nothing where no anchor serves. */
  public OptionalLong start() {
    return start;
  }
}
