package dev.preceptor.models;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** Where SHA-256 hashes over several pieces begin. */
public final class Sha256Digest {

  private Sha256Digest() {}

  /** A digest of nothing yet. */
  public static MessageDigest begin() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
