package dev.preceptor.policy;

import dev.preceptor.models.adapter.PolicyFolder;
import dev.preceptor.models.checkpoint.MemoryModel;
import dev.preceptor.schemas.PolicyChunk;
import dev.preceptor.schemas.Topics;
import java.util.Iterator;
import java.util.Optional;

/**
 * Decides how each version is written to the log: every {@code anchorSteps} versions as an anchor
 * with the complete weights, in between as a delta to the previous version. Where only an adapter
 * changes, deltas are so much smaller than an anchor that there are as many more of them as the
 * adapter is smaller than the whole. The choice depends only on the version number and the weights,
 * so a restarted learner makes the same choice.
 */
public final class PolicyPublisher {

  private final int anchorSteps;
  private int lastVersion = -1;
  private MemoryModel last;

  /**
   * Creates a publisher.
   *
   * @param anchorSteps versions from one anchor to the next
   */
  public PolicyPublisher(int anchorSteps) {
    this.anchorSteps = anchorSteps;
  }

  /**
   * A version in the form in which it is written.
   *
   * @param chunks its records, built on demand
   * @param anchor whether they hold the complete weights
   * @param bytes of weights or deltas in them
   * @param shareOfFull these bytes as a fraction of the complete weights
   * @param density fraction of the elements that changed; 1 for an anchor
   */
  public record Publication(
      int version,
      Iterator<PolicyChunk> chunks,
      boolean anchor,
      long bytes,
      double shareOfFull,
      double density) {}

  /** Makes the next version an anchor, whatever its number. */
  public void beginAgain() {
    last = null;
  }

  /** Records that the log already has a version. */
  public void published(int version, MemoryModel weights) {
    lastVersion = version;
    last = weights;
  }

  private long versionsPerAnchor(long full, MemoryModel weights) {
    long saved =
        PolicyFolder.saved(weights).values().stream().mapToLong(t -> t.data().remaining()).sum();
    return anchorSteps * Math.max(1, full / Math.max(1, saved));
  }

  /**
   * The records of a version, which becomes the base of the next one.
   *
   * @param sha256 of the weights, as PolicyHash defines it
   */
  public Publication publish(int version, String sha256, MemoryModel weights) {
    long full = weights.tensors().values().stream().mapToLong(t -> t.data().remaining()).sum();
    Optional<PolicyDelta> delta =
        last == null
                || lastVersion != version - 1
                || version % versionsPerAnchor(full, weights) == 0
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
