package dev.preceptor.vqa.endpoint;

import dev.preceptor.models.InputException;
import java.nio.charset.StandardCharsets;

/** The media type of an image file, by its first bytes. */
public final class ImageMedia {

  private static final int WEBP_AT = 8;

  private ImageMedia() {}

  /**
   * The media type.
   *
   * @param name of the file, for the message
   * @throws InputException if servers do not take such a file
   */
  public static String of(String name, byte[] image) {
    if (starts(image, 0, "\u0089PNG")) {
      return "image/png";
    }
    if (starts(image, 0, "\u00ff\u00d8")) {
      return "image/jpeg";
    }
    if (starts(image, 0, "GIF8")) {
      return "image/gif";
    }
    if (starts(image, 0, "RIFF") && starts(image, WEBP_AT, "WEBP")) {
      return "image/webp";
    }
    throw new InputException(
        name + ": is not PNG, JPEG, GIF or WebP, which servers take; convert it");
  }

  private static boolean starts(byte[] image, int at, String text) {
    byte[] wanted = text.getBytes(StandardCharsets.ISO_8859_1);
    if (image.length < at + wanted.length) {
      return false;
    }
    for (int i = 0; i < wanted.length; i++) {
      if (image[at + i] != wanted[i]) {
        return false;
      }
    }
    return true;
  }
}
