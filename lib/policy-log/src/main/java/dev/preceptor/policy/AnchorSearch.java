package dev.preceptor.policy;

import dev.preceptor.schemas.PolicyChunk;
import java.util.OptionalLong;
import java.util.function.IntUnaryOperator;
import java.util.function.Predicate;

/**
 * Finds where a reader that joins late must start: the newest anchor from which every version it
 * may be asked for can be rebuilt. The search goes backwards from the end of the log and reads one
 * or two records per version, so records before that anchor are never read, however long the log
 * is.
 */
public final class AnchorSearch {

  /**
   * An anchor whose last record has been read; its first record is read next.
   *
   * @param first expected offset of its first record
   */
  private record Candidate(int version, long first) {}

  private final IntUnaryOperator oldestNeeded;
  private final Predicate<PolicyChunk> isOfRun;
  private OptionalLong needed = OptionalLong.empty();
  private Candidate candidate;
  private OptionalLong start = OptionalLong.empty();

  /**
   * Creates a search.
   *
   * @param oldestNeeded maps the newest version in the log to the oldest version that the reader
   *     will be asked for
   * @param isOfRun whether the run can have written a record; others are passed over
   */
  public AnchorSearch(IntUnaryOperator oldestNeeded, Predicate<PolicyChunk> isOfRun) {
    this.oldestNeeded = oldestNeeded;
    this.isOfRun = isOfRun;
  }

  /**
   * Takes the next record: the last record of the log at first, then the last one before the offset
   * returned by the previous call.
   *
   * @return read the last record before this offset next; empty when the search is over
   */
  public OptionalLong see(long offset, PolicyChunk chunk) {
    if (!isOfRun.test(chunk)) {
      return OptionalLong.of(offset);
    }
    if (needed.isEmpty()) {
      needed = OptionalLong.of(oldestNeeded.applyAsInt(chunk.getVersion()));
    }
    if (isFirstOfCandidate(offset, chunk)) {
      return found(offset);
    }
    candidate = null;
    long first = offset - chunk.getChunk();
    // The records of a version are contiguous and in order; anything else is not a complete
    // version.
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

  /** The offset of the anchor's first record; empty if no anchor qualifies. */
  public OptionalLong start() {
    return start;
  }
}
