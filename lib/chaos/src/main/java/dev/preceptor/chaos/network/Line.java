package dev.preceptor.chaos.network;

import java.util.Optional;

/** What a condition means for bytes that are to be moved. */
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

  /** Whether nothing moves. */
  boolean isHeld() {
    return condition instanceof Condition.Drop;
  }

  /** Whether no connection may stand. */
  boolean resets() {
    return condition instanceof Condition.Cut || condition instanceof Condition.Away;
  }

  /** Whether connections can be made, if only to be reset. */
  boolean listens() {
    return !(condition instanceof Condition.Away);
  }

  long delayNanos() {
    return condition instanceof Condition.Latency latency ? latency.delay().toNanos() : 0;
  }

  /** How many bytes may arrive now. */
  int allowed(long nowNanos) {
    return allowance.map(bucket -> bucket.bytes(nowNanos)).orElse(Integer.MAX_VALUE);
  }

  /** So many have arrived. */
  void used(int bytes) {
    allowance.ifPresent(bucket -> bucket.used(bytes));
  }

  /** Whether bytes that are due may have to wait though both sides are ready. */
  boolean isMetered() {
    return allowance.isPresent();
  }
}
