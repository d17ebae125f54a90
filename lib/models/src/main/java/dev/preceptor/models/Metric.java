package dev.preceptor.models;

/**
 * A number that the program reports, named in one place: where it is made. {@code
 * docs/reference/metrics.md} is written from these declarations.
 */
public interface Metric {

  /** What stands in a key for a reward's, a judge's or another name. */
  String NAME = "NAME";

  /** Its name in the output, in which {@link #NAME} stands for any name. */
  String key();

  /** What is counted, in which unit. */
  String meaning();

  /** How to read it: what is usual, and what to do when it is not. */
  String reading();

  /** The key with a name put into it. */
  default String key(String name) {
    return key().replace(NAME, name);
  }
}
