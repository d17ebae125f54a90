package dev.preceptor.vqa;

import java.util.Arrays;
import java.util.function.Function;

/**
 * Counts the tokens of a response's thinking text: those of its token ids that give at least one
 * character between {@code <think>} and {@code </think>}. A token that also gives a part of a tag
 * counts if it gives any of the thinking.
 *
 * <p>A token's text depends on those before it, so places are found by decoding prefixes, about 20
 * of them by bisection. A prefix that ends inside a character of several tokens decodes to
 * replacement characters, so a count may be off by that character's tokens where one stands at a
 * tag.
 */
public final class ThinkingTokens {

  private ThinkingTokens() {}

  /**
   * Counts.
   *
   * @param completionPrefix the end of the prompt that belongs to the response
   * @param text what {@code tokenIds} decode to
   * @param tokenIds the response's
   * @param decode ids to text
   */
  public static int count(
      String completionPrefix, String text, int[] tokenIds, Function<int[], String> decode) {
    ThinkingSpan span = ThinkingSpan.of(completionPrefix + text);
    if (!span.isThere()) {
      return 0;
    }
    int start = Math.max(0, span.start() - completionPrefix.length());
    int end = span.end() - completionPrefix.length();
    int before = prefix(tokenIds, decode, start + 1) - 1;
    int upTo = prefix(tokenIds, decode, end);
    return Math.max(0, upTo - before);
  }

  /** The fewest first tokens whose text has so many characters; all if none has. */
  private static int prefix(int[] ids, Function<int[], String> decode, int characters) {
    int low = 1;
    int high = ids.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (decode.apply(Arrays.copyOf(ids, middle)).length() >= characters) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return high;
  }
}
