package dev.preceptor.cli.models;

import dev.preceptor.models.InputException;

/** The largest values that commands take, each far above what is useful and below what hurts. */
final class Bounds {

  static final int MAX_THREADS = 1024;

  /** Longest response, tokens. */
  static final int MAX_NEW_TOKENS = 1 << 17;

  /** Responses of one prompt, and their tokens together: they are decoded together. */
  static final int MAX_RESPONSES = 4096;

  static final int MAX_RESPONSE_TOKENS = 1 << 20;

  private Bounds() {}

  /** Refuses a number outside bounds, both of which are allowed. */
  static long require(String name, long value, long min, long max) {
    if (value < min || value > max) {
      throw new InputException(
          "%s %d is out of bounds; use a number from %d to %d".formatted(name, value, min, max));
    }
    return value;
  }
}
