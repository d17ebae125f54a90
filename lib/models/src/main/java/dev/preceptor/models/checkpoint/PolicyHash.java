package dev.preceptor.models.checkpoint;

import dev.preceptor.models.Sha256Digest;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.TreeSet;

/**
 * The identity of a policy: a hash of its weights only, independent of sharding and of the other
 * files in its folder.
 */
public final class PolicyHash {

  private PolicyHash() {}

  /**
   * SHA-256, in lower-case hexadecimal, over the tensors in the order of their names. Per tensor it
   * covers: length and UTF-8 bytes of its name, length and UTF-8 bytes of its type's name, its
   * rank, its sizes and its data. Numbers are little-endian; lengths and rank take 4 bytes, sizes
   * 8.
   */
  public static String sha256(ModelSource weights) {
    MessageDigest digest = Sha256Digest.begin();
    for (String name : new TreeSet<>(weights.tensorNames())) {
      HostTensor tensor = weights.tensor(name);
      update(digest, name);
      update(digest, tensor.dtype().name());
      long[] shape = tensor.shape();
      ByteBuffer sizes =
          ByteBuffer.allocate(Integer.BYTES + shape.length * Long.BYTES)
              .order(ByteOrder.LITTLE_ENDIAN)
              .putInt(shape.length);
      for (long size : shape) {
        sizes.putLong(size);
      }
      digest.update(sizes.flip());
      digest.update(tensor.data());
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static void update(MessageDigest digest, String text) {
    update(digest, text.getBytes(StandardCharsets.UTF_8));
  }

  /** Covers the length of some bytes, and the bytes. */
  static void update(MessageDigest digest, byte[] bytes) {
    digest.update(
        ByteBuffer.allocate(Integer.BYTES)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putInt(bytes.length)
            .flip());
    digest.update(bytes);
  }
}
