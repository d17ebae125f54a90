package dev.preceptor.models.text;

import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalInt;

/** Text to token ids and back. Safe for use by several threads. */
public interface Tokenizer extends AutoCloseable {

  /** The ids of a text. Special tokens written in it are recognised; none are added. */
  default int[] encode(String text) {
    return encode(text, false);
  }

  /**
   * The ids of a text. Special tokens written in it are recognised.
   *
   * @param addSpecialTokens whether to add the tokens that the tokenizer puts around every text,
   *     such as {@code <s>}
   */
  int[] encode(String text, boolean addSpecialTokens);

  /**
   * The text of ids without special tokens, as transformers decodes them with {@code
   * skip_special_tokens=True}. An id that the tokenizer does not have (negative, past its end, or
   * in a gap) decodes to the empty string.
   */
  default String decode(int[] ids) {
    return decode(ids, true);
  }

  /** The text of ids; special tokens are left out or written by name. */
  String decode(int[] ids, boolean skipSpecialTokens);

  /**
   * The first special token that is written in a text: one that {@link #decode(int[])} leaves out,
   * such as the end of a turn. A model takes it for control, not for text.
   */
  default Optional<String> controlToken(String text) {
    int[] ids = encode(text);
    if (decode(ids, true).equals(decode(ids, false))) {
      return Optional.empty();
    }
    return Arrays.stream(ids)
        .mapToObj(id -> new int[] {id})
        .filter(id -> decode(id, true).isEmpty())
        .map(id -> decode(id, false))
        .filter(token -> !token.isBlank() && text.contains(token.strip()))
        .findFirst();
  }

  /** The id of one token, special or not, by its name in the vocabulary. */
  OptionalInt idOf(String token);

  /** One more than the largest id; a model's vocabulary may be larger. */
  int size();

  @Override
  void close();
}
