package dev.preceptor.models.text;

import java.util.regex.Pattern;

/** Replaces unpaired surrogates, which cannot be encoded in UTF-8. */
final class LoneSurrogates {

  private static final Pattern LONE =
      Pattern.compile(
          "[\\ud800-\\udbff](?![\\udc00-\\udfff])|(?<![\\ud800-\\udbff])[\\udc00-\\udfff]");

  private LoneSurrogates() {}

  /** The text with each unpaired surrogate replaced by U+FFFD. */
  static String replaced(String text) {
    return LONE.matcher(text).replaceAll("\ufffd");
  }
}
