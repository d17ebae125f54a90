package dev.preceptor.kit.policy;

import dev.preceptor.models.checkpoint.ModelSource;
import dev.preceptor.schemas.PolicyChunk;
import java.util.Iterator;

/** Cuts a version of the policy into chunks that fit a Kafka record. */
public final class PolicyChunks {
  private PolicyChunks() {}

  public static Iterator<PolicyChunk> split(int version, String sha256, ModelSource weights, int chunkBytes) {
    throw new UnsupportedOperationException();
  }

  public static String key(PolicyChunk chunk) {
    return chunk.getVersion() + "/" + chunk.getChunk();
  }
}
