package dev.preceptor.cli.models;

import dev.preceptor.models.InputException;

/** Upper bounds of option values: far above any useful value, low enough to protect the machine. */
final class Bounds {

  /** Maximum length of a response, in tokens. */
  static final int MAX_NEW_TOKENS = 1 << 17;

  /** Maximum responses to one prompt, and their tokens in total: they are decoded in one batch. */
  static final int MAX_RESPONSES = 4096;

  static final int MAX_RESPONSE_TOKENS = 1 << 20;

  private Bounds() {}

  /** Rejects a number outside {@code min} to {@code max}, both inclusive. */
  static long require(String name, long value, long min, long max) {
    if (value < min || value > max) {
      throw new InputException(
          "%s %d is out of range; use %d to %d".formatted(name, value, min, max));
    }
    return value;
  }
}
