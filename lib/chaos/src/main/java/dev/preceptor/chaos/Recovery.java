package dev.preceptor.chaos;

import java.util.Optional;

/** The recovery from one injected fault: when the fault ends, and when its target works again. */
final class Recovery {

  private static final double MILLIS = 1000;

  private final int index;
  private final ScheduledFault scheduled;
  private final Optional<Runnable> undo;
  private final Optional<ReadyLog> log;
  private final long endMillis;
  private boolean active;
  private boolean readySeen;

  /** Start of the recovery time. */
  private long sinceMillis;

  /** Only later records show that the target has recovered. */
  private long workAfterMillis;

  /**
   * @param index index of the injected fault
   * @param undo ends the fault, if it has a duration
   * @param log log of the service that has to become ready again, if it was killed
   */
  Recovery(
      int index,
      ScheduledFault scheduled,
      Optional<Runnable> undo,
      Optional<ReadyLog> log,
      long nowMillis) {
    this.index = index;
    this.scheduled = scheduled;
    this.undo = undo;
    this.log = log;
    active = undo.isPresent();
    endMillis = nowMillis + scheduled.millis();
    sinceMillis = nowMillis;
    // The children of a killed launcher live on for a moment: records count from a new broker on.
    workAfterMillis = isLauncherKill() ? Long.MAX_VALUE : nowMillis;
  }

  int index() {
    return index;
  }

  /** Whether the fault is still active. */
  boolean active() {
    return active;
  }

  private boolean isLauncherKill() {
    return scheduled.target() == FaultTarget.LAUNCHER && scheduled.fault() == Fault.KILL;
  }

  /** The launcher has been started again, and its broker is up since {@code sinceMillis}. */
  void launched(long sinceMillis) {
    if (isLauncherKill()) {
      workAfterMillis = sinceMillis;
    }
  }

  /** Whether the duration of the fault is over. */
  boolean isDue(long nowMillis) {
    return active && nowMillis >= endMillis;
  }

  /** Ends the fault, if it is active. */
  void end(long nowMillis) {
    if (active) {
      active = false;
      undo.orElseThrow().run();
      sinceMillis = nowMillis;
      workAfterMillis = nowMillis;
    }
  }

  /** Whether the target has become ready since the last call. */
  boolean becomesReady() {
    boolean now = !readySeen && log.isPresent() && log.get().ready();
    readySeen |= now;
    return now;
  }

  /** Whether a record shows that the target works again. */
  boolean isEndedBy(ObservedRecord observed) {
    var target = scheduled.target();
    boolean byTarget = !target.isService() || target == observed.writer();
    return !active && byTarget && observed.sentMillis() > workAfterMillis;
  }

  double seconds(long nowMillis) {
    return (nowMillis - sinceMillis) / MILLIS;
  }
}
