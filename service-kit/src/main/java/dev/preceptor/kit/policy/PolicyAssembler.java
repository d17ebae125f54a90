package dev.preceptor.kit.policy;

import dev.preceptor.schemas.PolicyChunk;
import dev.preceptor.schemas.UnreadableRecordException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Puts versions of the policy together from their chunks, which may come in any order, more than
 * once, and mixed with those of other versions. Once a version is complete, older ones are no
 * longer of interest. Not safe for use by several threads.
 */
public final class PolicyAssembler {
  /** How many incomplete versions are kept; beyond it, the oldest is dropped. */
  static final int MAX_PENDING = 4;

  private final long maxPolicyBytes;
  private final Map<PendingPolicy.Id, PendingPolicy> pending = new HashMap<>();
  private int oldest;

  /**
   * @param maxPolicyBytes how large a version may be, files and tensors together
   */
  public PolicyAssembler(long maxPolicyBytes) {
    this.maxPolicyBytes = maxPolicyBytes;
  }

  /**
   * Takes a chunk.
   *
   * @return the version that this chunk completed
   * @throws UnreadableRecordException if the chunk cannot be part of a policy, contradicts what
   *     came before it, or completes weights that do not hash to what was announced
   */
  public Optional<AssembledPolicy> accept(PolicyChunk chunk) {
    PendingPolicy.Id id = PendingPolicy.Id.of(chunk);
    if (id.version() < oldest) {
      return Optional.empty();
    }
    PendingPolicy policy = pending.get(id);
    if (policy == null) {
      policy = new PendingPolicy(id, maxPolicyBytes);
    }
    policy.add(chunk);
    if (!policy.isComplete()) {
      pending.put(id, policy);
      limitPending();
      return Optional.empty();
    }
    pending.remove(id);
    AssembledPolicy assembled = policy.assemble();
    ignoreBefore(id.version() + 1);
    return Optional.of(assembled);
  }

  /** From now on chunks of versions before this one are passed over. */
  public void ignoreBefore(int version) {
    oldest = Math.max(oldest, version);
    pending.keySet().removeIf(id -> id.version() < oldest);
  }

  private void limitPending() {
    if (pending.size() > MAX_PENDING) {
      pending.keySet().stream().min(PendingPolicy.Id.BY_VERSION).ifPresent(pending::remove);
    }
  }
}
