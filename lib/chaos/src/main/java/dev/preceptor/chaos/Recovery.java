package dev.preceptor.chaos;

import java.util.Optional;

/** Of a blow: when it comes to its end, and when its victim is at work again. */
final class Recovery {

  private static final double MILLIS = 1000;

  private final int blow;
  private final ScheduledFault strike;
  private final Optional<Runnable> undo;
  private final Optional<ReadyLog> log;
  private final long endMillis;
  private boolean lasts;
  private boolean readyTold;

  /** From when recovery is counted. */
  private long sinceMillis;

  /** Work of an earlier time does not show that it has recovered. */
  private long workAfterMillis;

  /**
   * @param blow its number
   * @param undo ends a fault that lasts
   * @param log of the process that is to be ready again, where there is such a one
   */
  Recovery(
      int blow,
      ScheduledFault strike,
      Optional<Runnable> undo,
      Optional<ReadyLog> log,
      long nowMillis) {
    this.blow = blow;
    this.strike = strike;
    this.undo = undo;
    this.log = log;
    lasts = undo.isPresent();
    endMillis = nowMillis + strike.millis();
    sinceMillis = nowMillis;
    // What a killed launcher leaves works on for a moment: only a new broker makes work count.
    workAfterMillis = isOfAKilledLauncher() ? Long.MAX_VALUE : nowMillis;
  }

  int blow() {
    return blow;
  }

  /** Whether the fault is still there. */
  boolean lasts() {
    return lasts;
  }

  private boolean isOfAKilledLauncher() {
    return strike.victim() == FaultTarget.LAUNCHER && strike.fault() == Fault.KILL;
  }

  /** The launcher has been started again, and its broker serves since a moment. */
  void launched(long sinceMillis) {
    if (isOfAKilledLauncher()) {
      workAfterMillis = sinceMillis;
    }
  }

  /** Whether the fault has lasted long enough. */
  boolean isDue(long nowMillis) {
    return lasts && nowMillis >= endMillis;
  }

  /** Ends the fault, if it lasts. */
  void end(long nowMillis) {
    if (lasts) {
      lasts = false;
      undo.orElseThrow().run();
      sinceMillis = nowMillis;
      workAfterMillis = nowMillis;
    }
  }

  /** Whether the victim says for the first time that it is ready again. */
  boolean becomesReady() {
    boolean now = !readyTold && log.isPresent() && log.get().said();
    readyTold |= now;
    return now;
  }

  /** Whether a record shows that work goes on. */
  boolean isEndedBy(ObservedRecord sighting) {
    var victim = strike.victim();
    boolean ofItsKind = !victim.isService() || victim == sighting.writer();
    return !lasts && ofItsKind && sighting.sentMillis() > workAfterMillis;
  }

  double seconds(long nowMillis) {
    return (nowMillis - sinceMillis) / MILLIS;
  }
}
