package dev.preceptor.chaos.network;

import java.time.Duration;

/** How a {@link TcpProxy}'s line is. */
public sealed interface Condition {

  /** As if there were no proxy. */
  record Clear() implements Condition {}

  /**
   * Every byte arrives later.
   *
   * @param delay one way
   */
  record Latency(Duration delay) implements Condition {
    public Latency {
      if (delay.isNegative()) {
        throw new IllegalArgumentException("a delay of " + delay + " is none; use 0 or more");
      }
    }
  }

  /**
   * All connections together, both ways, carry no more than this.
   *
   * @param bytesPerSecond at least 1
   */
  record Throttle(long bytesPerSecond) implements Condition {
    public Throttle {
      if (bytesPerSecond < 1) {
        throw new IllegalArgumentException(
            bytesPerSecond + " bytes a second are no line; use 1 or more, or Drop");
      }
    }
  }

  /**
   * A black hole: connections stand and can be made, but nothing arrives any more. What TCP has
   * taken is on its way still and arrives afterwards, as after a broken link.
   */
  record Drop() implements Condition {}

  /** Every connection is reset, and every new one at once. */
  record Cut() implements Condition {}

  /** Every connection is reset, and new ones are refused: nobody listens. */
  record Away() implements Condition {}
}
