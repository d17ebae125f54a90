package dev.preceptor.models.text;

import java.util.OptionalInt;

/** Text to token ids and back. Safe for use by several threads. */
public interface Tokenizer extends AutoCloseable {

  /** The ids of a text. Special tokens written in it are recognised; none are added. */
  default int[] encode(String text) {
    return encode(text, false);
  }

  /**
   * The ids of a text, special tokens written in it recognised.
   *
   * @param addSpecialTokens whether those that the tokenizer puts around every text, such as {@code
   *     <s>}, are added
   */
  int[] encode(String text, boolean addSpecialTokens);

  /**
   * The text of ids without special tokens, as transformers gives it for {@code
   * skip_special_tokens=True}. An id that the tokenizer does not have (negative, past its end, or
   * in a gap) is decoded as nothing.
   */
  default String decode(int[] ids) {
    return decode(ids, true);
  }

  /** The text of ids, special tokens left out or written by their names. */
  String decode(int[] ids, boolean skipSpecialTokens);

  /** The id of one token, special or not, by its name in the vocabulary. */
  OptionalInt idOf(String token);

  /** One more than the largest id; a model's vocabulary may be larger. */
  int size();

  @Override
  void close();
}
