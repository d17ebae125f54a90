package dev.preceptor.cli.models;

import java.io.PrintWriter;
import java.time.Duration;

/** Reports the progress of a long operation on standard error, once a second. */
final class ByteProgress {

  private static final long INTERVAL_NANOS = Duration.ofSeconds(1).toNanos();

  private final String what;
  private final PrintWriter out;
  private long reportedNanos = System.nanoTime();

  /**
   * @param what the operation, such as "loading DIR"
   * @param out standard error
   */
  ByteProgress(String what, PrintWriter out) {
    this.what = what;
    this.out = out;
  }

  /** Reports {@code bytes} of {@code total} as done, unless the last report was too recent. */
  void at(long bytes, long total) {
    long now = System.nanoTime();
    if (now - reportedNanos >= INTERVAL_NANOS) {
      reportedNanos = now;
      out.printf("%s: %.1f of %.1f GB%n", what, bytes / 1e9, total / 1e9);
      out.flush();
    }
  }
}
