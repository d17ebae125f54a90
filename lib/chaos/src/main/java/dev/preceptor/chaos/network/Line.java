package dev.preceptor.chaos.network;

import java.util.Optional;

/** What a condition means for the bytes to forward. */
final class Line {

  private final Condition condition;
  private final Optional<Allowance> allowance;

  Line(Condition condition, long nowNanos) {
    this.condition = condition;
    allowance =
        condition instanceof Condition.Throttle throttle
            ? Optional.of(new Allowance(throttle.bytesPerSecond(), nowNanos))
            : Optional.empty();
  }

  Condition condition() {
    return condition;
  }

  /** Whether nothing is forwarded. */
  boolean isHeld() {
    return condition instanceof Condition.Drop;
  }

  /** Whether connections are reset. */
  boolean resets() {
    return condition instanceof Condition.Cut || condition instanceof Condition.Away;
  }

  /** Whether connections are accepted, even if only to be reset. */
  boolean listens() {
    return !(condition instanceof Condition.Away);
  }

  long delayNanos() {
    return condition instanceof Condition.Latency latency ? latency.delay().toNanos() : 0;
  }

  /** How many bytes may be delivered now. */
  int allowed(long nowNanos) {
    return allowance.map(bucket -> bucket.bytes(nowNanos)).orElse(Integer.MAX_VALUE);
  }

  /** Records {@code bytes} as delivered. */
  void used(int bytes) {
    allowance.ifPresent(bucket -> bucket.used(bytes));
  }

  /** Whether due bytes may have to wait although both sides are ready. */
  boolean isMetered() {
    return allowance.isPresent();
  }
}
