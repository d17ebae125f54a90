package dev.preceptor.models;

/**
 * A number that the program reports, named in one place: where it is made. {@code
 * docs/reference/metrics.md} is written from these declarations.
 */
public interface Metric {

  /** What stands in a key for a reward's, a judge's or another name. */
  String NAME = "NAME";

  /** Its name and how to read it. */
  MetricText text();

  /** Its name in the output, in which {@link #NAME} stands for any name. */
  default String key() {
    return text().key();
  }

  /** The key with a name put into it. */
  default String key(String name) {
    return key().replace(NAME, name);
  }
}
