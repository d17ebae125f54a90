package dev.preceptor.policy;

import dev.preceptor.models.checkpoint.MemoryModel;
import dev.preceptor.models.checkpoint.PolicyHash;
import dev.preceptor.schemas.TensorDelta;
import dev.preceptor.schemas.UnreadableRecordException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * An anchor and the deltas after it. Versions are rebuilt on request; deltas of versions that can
 * no longer be requested are applied to the anchor in place.
 */
final class PolicyChain {

  /**
   * The changes from one version to the next.
   *
   * @param sha256 of the resulting weights
   * @param bytes of memory the deltas take
   */
  record Link(int version, String sha256, List<TensorDelta> deltas, long bytes) {}

  private final WorkingWeights weights;
  private final Deque<Link> links = new ArrayDeque<>();
  private int version;
  private String sha256;
  private int last;
  private long linkBytes;

  /** A chain that consists of an anchor only. */
  PolicyChain(int version, String sha256, WorkingWeights weights) {
    this.version = version;
    this.sha256 = sha256;
    this.weights = weights;
    this.last = version;
  }

  /** The oldest version that can still be rebuilt. */
  int first() {
    return version;
  }

  /** The newest version. */
  int last() {
    return last;
  }

  /**
   * Appends the version after the last.
   *
   * @throws UnreadableRecordException if it changes a tensor or slice that these weights do not
   *     have
   */
  void add(Link link) {
    link.deltas().forEach(weights::require);
    links.add(link);
    last = link.version();
    linkBytes += link.bytes();
  }

  /** Whether the deltas take more memory than the weights. */
  boolean isHeavy() {
    return linkBytes > weights.bytes();
  }

  /**
   * Applies deltas in place up to a version, which becomes the first; older ones can no longer be
   * rebuilt.
   */
  void foldTo(int target) {
    while (version < target) {
      Link link = links.remove();
      weights.apply(link.deltas());
      version = link.version();
      sha256 = link.sha256();
      linkBytes -= link.bytes();
    }
  }

  /**
   * Rebuilds a version between the first and the last. The weights of the first are shared with
   * this chain and change with {@link #foldTo}; those of later versions are copies.
   *
   * @throws UnreadableRecordException if the hash of its weights is not the announced one
   */
  AssembledPolicy at(int wanted) {
    if (wanted == version) {
      return verified(version, sha256, weights);
    }
    WorkingWeights copy = weights.copy();
    String announced = sha256;
    for (Link link : links) {
      if (link.version() > wanted) {
        break;
      }
      copy.apply(link.deltas());
      announced = link.sha256();
    }
    return verified(wanted, announced, copy);
  }

  static AssembledPolicy verified(int version, String announced, WorkingWeights weights) {
    MemoryModel model = weights.view();
    String sha256 = PolicyHash.sha256(model);
    if (!sha256.equals(announced)) {
      throw new UnreadableRecordException(
          "the weights of version %d hash to %s, not to the announced %s"
              .formatted(version, sha256, announced));
    }
    return new AssembledPolicy(version, sha256, model);
  }
}
