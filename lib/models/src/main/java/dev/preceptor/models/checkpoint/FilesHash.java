package dev.preceptor.models.checkpoint;

import dev.preceptor.models.Sha256Digest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.TreeMap;

/** The identity of what a model folder holds besides weights: configuration and tokenizer. */
public final class FilesHash {

  private FilesHash() {}

  /**
   * SHA-256, in lower-case hexadecimal, over the small files in the order of their names. Per file
   * it covers the length (4 bytes, little-endian) and the UTF-8 bytes of its name, and the length
   * and the bytes of its content, without a byte order mark.
   */
  public static String sha256(ModelSource model) {
    MessageDigest digest = Sha256Digest.begin();
    new TreeMap<>(model.files())
        .forEach(
            (name, content) -> {
              PolicyHash.update(digest, name.getBytes(StandardCharsets.UTF_8));
              PolicyHash.update(digest, content);
            });
    return HexFormat.of().formatHex(digest.digest());
  }
}
