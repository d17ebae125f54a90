package dev.preceptor.chaos.network;

import java.util.concurrent.TimeUnit;

/**
 * How many bytes may pass: a bucket into which a rate flows, and which holds a tenth of a second.
 */
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

  /** So many have passed. */
  void used(int bytes) {
    left -= bytes;
  }
}
