package dev.preceptor.chaos.network;

import java.time.Duration;

/** The network condition that a {@link TcpProxy} simulates. */
public sealed interface Condition {

  /** Forwards everything at once. */
  record Clear() implements Condition {}

  /**
   * Every byte arrives later.
   *
   * @param delay one way
   */
  record Latency(Duration delay) implements Condition {
    public Latency {
      if (delay.isNegative()) {
        throw new IllegalArgumentException("a delay of " + delay + " is negative; use 0 or more");
      }
    }
  }

  /**
   * Limits the bandwidth of all connections together, both directions included.
   *
   * @param bytesPerSecond at least 1
   */
  record Throttle(long bytesPerSecond) implements Condition {
    public Throttle {
      if (bytesPerSecond < 1) {
        throw new IllegalArgumentException(
            bytesPerSecond + " bytes per second: use 1 or more, or Drop");
      }
    }
  }

  /**
   * A black hole: connections stay open and can be made, but nothing is forwarded. What the senders
   * have written is forwarded afterwards, as after a broken link.
   */
  record Drop() implements Condition {}

  /** Resets every connection, and every new one as soon as it is made. */
  record Cut() implements Condition {}

  /** Resets every connection and refuses new ones. */
  record Away() implements Condition {}
}
