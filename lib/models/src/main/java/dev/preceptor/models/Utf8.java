package dev.preceptor.models;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Reads text files, which are in UTF-8 whatever the environment says. A byte order mark before the
 * text is no part of it. A file in UTF-16 or UTF-32 is refused, with or without its mark.
 */
public final class Utf8 {

  private static final byte[] MARK = {(byte) 0xef, (byte) 0xbb, (byte) 0xbf};

  /** As many bytes show every other encoding: its mark, or the zeros in its first characters. */
  private static final int FIRST_BYTES = 4;

  private Utf8() {}

  /**
   * The bytes of a text. Closes the file if it throws.
   *
   * @throws NotUtf8Exception if they are in another encoding
   */
  public static InputStream withoutMark(InputStream file) throws IOException {
    try {
      return pastMark(file);
    } catch (IOException e) {
      file.close();
      throw e;
    }
  }

  private static InputStream pastMark(InputStream file) throws IOException {
    PushbackInputStream text = new PushbackInputStream(file, FIRST_BYTES);
    byte[] first = text.readNBytes(FIRST_BYTES);
    boolean marked = Arrays.equals(first, 0, Math.min(first.length, MARK.length), MARK, 0, 3);
    if (!marked && isAnotherEncoding(first)) {
      throw new NotUtf8Exception("it is in UTF-16 or UTF-32; save it as UTF-8");
    }
    int skipped = marked ? MARK.length : 0;
    text.unread(first, skipped, first.length - skipped);
    return text;
  }

  /**
   * The same of a file in memory.
   *
   * @throws NotUtf8Exception if it is in another encoding
   */
  public static byte[] withoutMark(byte[] file) throws NotUtf8Exception {
    try {
      return withoutMark(new ByteArrayInputStream(file)).readAllBytes();
    } catch (NotUtf8Exception e) {
      throw e;
    } catch (IOException e) {
      throw new UncheckedIOException("reading from memory", e);
    }
  }

  /**
   * The text of a file in memory.
   *
   * @throws NotUtf8Exception if it is not UTF-8 throughout
   */
  public static String text(byte[] file) throws NotUtf8Exception {
    ByteBuffer bytes = ByteBuffer.wrap(withoutMark(file));
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
    } catch (CharacterCodingException e) {
      throw new NotUtf8Exception(
          "it is not UTF-8 in line %d; save it as UTF-8".formatted(line(bytes)));
    }
  }

  /** The line of the position at which decoding stopped. */
  private static long line(ByteBuffer bytes) {
    long line = 1;
    for (int i = 0; i < bytes.position(); i++) {
      line += bytes.get(i) == '\n' ? 1 : 0;
    }
    return line;
  }

  private static boolean isAnotherEncoding(byte[] first) {
    boolean mark =
        first.length > 1
            && ((first[0] & 0xff) == 0xfe && (first[1] & 0xff) == 0xff
                || (first[0] & 0xff) == 0xff && (first[1] & 0xff) == 0xfe);
    for (byte b : first) {
      mark |= b == 0;
    }
    return mark;
  }
}
