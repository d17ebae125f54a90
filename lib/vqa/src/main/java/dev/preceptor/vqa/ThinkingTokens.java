package dev.preceptor.vqa;

import java.util.Arrays;
import java.util.function.Function;

/**
 * Counts the tokens of a response's thinking text: those that decode to at least one character
 * between {@code <think>} and {@code </think>}. A token that covers part of a tag and part of the
 * thinking text counts.
 *
 * <p>A token's text depends on the tokens before it, so positions are found by decoding prefixes
 * (bisection, about 20 prefixes). A prefix that ends inside a multi-token character decodes to
 * replacement characters, so the count may be off by that character's tokens if it is next to a
 * tag.
 */
public final class ThinkingTokens {

  private ThinkingTokens() {}

  /**
   * Counts the tokens of the thinking text.
   *
   * @param opening the start of the response that its prompt holds and no token of it covers
   * @param response the whole response: the opening and the decoded {@code tokenIds}
   * @param tokenIds the response's token ids
   * @param decode decodes token ids to text
   */
  public static int count(
      String opening, String response, int[] tokenIds, Function<int[], String> decode) {
    ThinkingSpan span = ThinkingSpan.of(response);
    if (!span.isPresent()) {
      return 0;
    }
    int start = Math.max(0, span.start() - opening.length());
    int end = span.end() - opening.length();
    if (end <= 0) {
      return 0; // the prompt closed it too
    }
    int before = prefix(tokenIds, decode, start + 1) - 1;
    int upTo = prefix(tokenIds, decode, end);
    return Math.max(0, upTo - before);
  }

  /**
   * The length of the shortest prefix of tokens whose text has at least this many characters; all
   * tokens if there is none.
   */
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
