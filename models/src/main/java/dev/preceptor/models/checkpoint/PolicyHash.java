package dev.preceptor.models.checkpoint;

/** The identity of a policy: a hash of its weights and nothing else. */
public final class PolicyHash {

  private PolicyHash() {}

  /** SHA-256 in lower-case hexadecimal. */
  public static String sha256(ModelSource weights) {
    throw new UnsupportedOperationException();
  }
}
