package dev.preceptor.cli.models;

import java.io.PrintWriter;
import java.time.Duration;

/** Tells on standard error, once a second, how far something long has come. */
final class ByteProgress {

  private static final long INTERVAL_NANOS = Duration.ofSeconds(1).toNanos();

  private final String what;
  private final PrintWriter out;
  private long told = System.nanoTime();

  /**
   * @param what is going on, such as "loading DIR"
   * @param out standard error
   */
  ByteProgress(String what, PrintWriter out) {
    this.what = what;
    this.out = out;
  }

  /** So many bytes of so many are done. */
  void at(long bytes, long total) {
    long now = System.nanoTime();
    if (now - told >= INTERVAL_NANOS) {
      told = now;
      out.printf("%s: %.1f of %.1f GB%n", what, bytes / 1e9, total / 1e9);
      out.flush();
    }
  }
}
