package dev.preceptor.vqa.grading;

import java.util.Optional;

/**
 * What a response holds between a pair of tags, {@code <think>} or {@code <answer>}. Found by plain
 * search, so that no text however long or hostile costs more than one pass.
 */
public final class Tags {

  private Tags() {}

  /** The text inside the one {@code <name>…</name>}; empty where there is none or several. */
  public static Optional<String> inside(String response, String name) {
    String open = "<" + name + ">";
    String close = "</" + name + ">";
    if (count(response, open) != 1 || count(response, close) != 1) {
      return Optional.empty();
    }
    int from = response.indexOf(open) + open.length();
    int to = response.indexOf(close);
    return to < from ? Optional.empty() : Optional.of(response.substring(from, to));
  }

  static int count(String text, String tag) {
    int count = 0;
    for (int at = text.indexOf(tag); at >= 0; at = text.indexOf(tag, at + tag.length())) {
      count++;
    }
    return count;
  }
}
