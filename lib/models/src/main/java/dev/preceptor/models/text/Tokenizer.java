package dev.preceptor.models.text;

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

  /** The id of one token, special or not, by its name in the vocabulary. */
  OptionalInt idOf(String token);

  /** One more than the largest id; a model's vocabulary may be larger. */
  int size();

  @Override
  void close();
}
