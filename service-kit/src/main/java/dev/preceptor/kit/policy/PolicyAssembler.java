package dev.preceptor.kit.policy;

import dev.preceptor.schemas.PolicyChunk;
import java.util.Optional;

/** Puts versions of the policy together from their chunks. */
public final class PolicyAssembler {

  public PolicyAssembler(long maxPolicyBytes) {}

  /**
   * Takes a chunk.
   *
   * @return the version that this chunk completed
   * @throws dev.preceptor.schemas.UnreadableRecordException if the chunk cannot belong to a policy
   */
  public Optional<AssembledPolicy> accept(PolicyChunk chunk) {
    throw new UnsupportedOperationException();
  }

  /** From now on chunks of versions before this one are passed over. */
  public void ignoreBefore(int version) {
    throw new UnsupportedOperationException();
  }
}
