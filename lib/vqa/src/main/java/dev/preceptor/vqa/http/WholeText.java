package dev.preceptor.vqa.http;

import java.nio.charset.StandardCharsets;

/** Texts that can be written in UTF-8. */
public final class WholeText {

  private WholeText() {}

  /**
   * The text with a question mark in place of every half of a surrogate pair, which is no text that
   * JSON or a tokenizer can carry; any other text is unchanged.
   */
  public static String of(String text) {
    return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
  }
}
