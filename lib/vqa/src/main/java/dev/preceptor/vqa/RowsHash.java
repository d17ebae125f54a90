package dev.preceptor.vqa;

import dev.preceptor.models.Sha256Digest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.stream.LongStream;

/**
 * Identifies the questions that were chosen from a file. With the file's own hash it says which
 * questions they are.
 */
public final class RowsHash {

  private RowsHash() {}

  /**
   * The SHA-256 of the rows' numbers in ascending order, each in decimal with a line feed.
   *
   * @param rows the rows, in any order
   * @return lower-case hexadecimal
   */
  public static String of(LongStream rows) {
    MessageDigest digest = Sha256Digest.begin();
    rows.sorted().forEach(row -> digest.update((row + "\n").getBytes(StandardCharsets.US_ASCII)));
    return HexFormat.of().formatHex(digest.digest());
  }
}
