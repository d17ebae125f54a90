package dev.preceptor.policy;

import dev.preceptor.models.checkpoint.MemoryModel;
import dev.preceptor.models.checkpoint.PolicyHash;
import dev.preceptor.schemas.TensorDelta;
import dev.preceptor.schemas.UnreadableRecordException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * An anchor and the deltas that followed it. Versions are made when they are asked for; those that
 * nobody will ask for are made in place and passed over.
 */
final class PolicyChain {

  /**
   * What a version changes in the one before it.
   *
   * @param sha256 of the weights that it makes
   * @param bytes that it takes in memory
   */
  record Link(int version, String sha256, List<TensorDelta> deltas, long bytes) {}

  private final WorkingWeights weights;
  private final Deque<Link> links = new ArrayDeque<>();
  private int version;
  private String sha256;
  private int last;
  private long linkBytes;

  /** A chain of an anchor alone. */
  PolicyChain(int version, String sha256, WorkingWeights weights) {
    this.version = version;
    this.sha256 = sha256;
    this.weights = weights;
    this.last = version;
  }

  /** The oldest version that can still be made. */
  int first() {
    return version;
  }

  /** The newest. */
  int last() {
    return last;
  }

  /**
   * Takes the version after the last.
   *
   * @throws UnreadableRecordException if it changes what these weights do not have
   */
  void add(Link link) {
    link.deltas().forEach(weights::require);
    links.add(link);
    last = link.version();
    linkBytes += link.bytes();
  }

  /** Whether the deltas have outgrown the weights. */
  boolean isHeavy() {
    return linkBytes > weights.bytes();
  }

  /** Makes a version the first, in place: older ones cannot be made any more. */
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
   * A version from the first to the last. The first one's weights are seen to change by {@link
   * #foldTo}; others have memory of their own.
   *
   * @throws UnreadableRecordException if its weights do not hash to what was announced
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
