package dev.preceptor.models.text;

import java.util.regex.Pattern;

/** Half a surrogate pair cannot be written in UTF-8. */
final class LoneSurrogates {

  private static final Pattern LONE =
      Pattern.compile(
          "[\\ud800-\\udbff](?![\\udc00-\\udfff])|(?<![\\ud800-\\udbff])[\\udc00-\\udfff]");

  private LoneSurrogates() {}

  /** A text with the replacement character for each. */
  static String replaced(String text) {
    return LONE.matcher(text).replaceAll("\ufffd");
  }
}
