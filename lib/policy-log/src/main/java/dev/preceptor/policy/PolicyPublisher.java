package dev.preceptor.policy;

import dev.preceptor.models.checkpoint.MemoryModel;
import dev.preceptor.schemas.PolicyChunk;
import dev.preceptor.schemas.Topics;
import java.util.Iterator;
import java.util.Optional;

/**
 * Decides how each version goes into the log: every so many versions as an anchor, whole, and in
 * between as what changed since the version before. Which it is depends on the version's number and
 * its weights only, so a learner that starts again decides as the one before it.
 */
public final class PolicyPublisher {

  private final int anchorSteps;
  private int lastVersion = -1;
  private MemoryModel last;

  /**
   * A publisher.
   *
   * @param anchorSteps versions from one anchor to the next
   */
  public PolicyPublisher(int anchorSteps) {
    this.anchorSteps = anchorSteps;
  }

  /**
   * How a version is written.
   *
   * @param chunks its records, made as the iterator comes to them
   * @param anchor whether the version is whole in them
   * @param bytes of weights or deltas in them
   * @param shareOfFull these bytes as a share of the whole version's
   * @param density share of the elements that changed; 1 in an anchor
   */
  public record Publication(
      int version,
      Iterator<PolicyChunk> chunks,
      boolean anchor,
      long bytes,
      double shareOfFull,
      double density) {}

  /** The next version is written whole, whatever its number. */
  public void beginAgain() {
    last = null;
  }

  /** Takes note of a version that the log has. */
  public void published(int version, MemoryModel weights) {
    lastVersion = version;
    last = weights;
  }

  /**
   * A version's records, and takes note of it.
   *
   * @param sha256 of the weights, as PolicyHash defines it
   */
  public Publication publish(int version, String sha256, MemoryModel weights) {
    long full = weights.tensors().values().stream().mapToLong(t -> t.data().remaining()).sum();
    Optional<PolicyDelta> delta =
        last == null || lastVersion != version - 1 || version % anchorSteps == 0
            ? Optional.empty()
            : PolicyDelta.between(last, weights);
    published(version, weights);
    return delta
        .map(
            changes ->
                new Publication(
                    version,
                    PolicyChunks.split(version, sha256, changes, Topics.POLICY_CHUNK_BYTES),
                    false,
                    changes.bytes(),
                    full == 0 ? 0 : 1.0 * changes.bytes() / full,
                    changes.density()))
        .orElseGet(
            () ->
                new Publication(
                    version,
                    PolicyChunks.split(version, sha256, weights, Topics.POLICY_CHUNK_BYTES),
                    true,
                    full,
                    1,
                    1));
  }
}
