package dev.preceptor.chaos.network;

import java.util.concurrent.TimeUnit;

/** A token bucket: fills at a fixed rate in bytes and holds a tenth of a second of it. */
final class Allowance {

  private static final int BURSTS_PER_SECOND = 10;

  private final double bytesPerNano;
  private final double most;
  private double left;
  private long filledNanos;

  /** An empty bucket. */
  Allowance(long bytesPerSecond, long nowNanos) {
    bytesPerNano = bytesPerSecond / (double) TimeUnit.SECONDS.toNanos(1);
    most = Math.max(1, bytesPerSecond / (double) BURSTS_PER_SECOND);
    filledNanos = nowNanos;
  }

  /** How many bytes may pass now. */
  int bytes(long nowNanos) {
    left = Math.min(most, left + (nowNanos - filledNanos) * bytesPerNano);
    filledNanos = nowNanos;
    return (int) Math.min(left, Integer.MAX_VALUE);
  }

  /** Takes {@code bytes} from the bucket. */
  void used(int bytes) {
    left -= bytes;
  }
}
