package dev.preceptor.fleet.train;

import dev.preceptor.fleet.broker.LocalBroker;
import dev.preceptor.fleet.process.ChildSpec;
import dev.preceptor.fleet.process.Supervisor;
import dev.preceptor.fleet.services.Service;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.function.Consumer;

/**
 * Looks after the services of a run on this machine while the run is followed: starts those that
 * the first step does not need, and pauses and ends with them.
 */
final class FleetTurn implements RunFollower.Turn {

  /** How long a service may take to end. */
  static final Duration GRACE = Duration.ofSeconds(35);

  /** Without a broker, a service that is asked to end only waits for the broker. */
  private static final Duration PAUSED_GRACE = Duration.ofSeconds(8);

  private final Supervisor services;
  private final Queue<ChildSpec> later;
  private final boolean startLaterNow;
  private final Optional<LocalBroker> broker;
  private final Pauses pauses;
  private final Consumer<RunRecord> beside;
  private final Runnable check;
  private int results;
  private Optional<String> endedBySentinel = Optional.empty();

  /**
   * @param later services that are not started yet
   * @param startLaterNow whether they need not wait for the first group to be sampled
   * @param broker the run's own, if it has one
   * @param beside what else is done in a turn
   * @param check throws if the run must end
   */
  FleetTurn(
      Supervisor services,
      List<ChildSpec> later,
      boolean startLaterNow,
      Optional<LocalBroker> broker,
      Pauses pauses,
      Consumer<RunRecord> beside,
      Runnable check) {
    this.services = services;
    this.later = new ArrayDeque<>(later);
    this.startLaterNow = startLaterNow;
    this.broker = broker;
    this.pauses = pauses;
    this.beside = beside;
    this.check = check;
  }

  @Override
  public Optional<String> take(RunRecord record) {
    if (record.results() > results) {
      results = record.results();
      services.progressed();
      broker.ifPresent(LocalBroker::progressed);
    }
    Optional<String> pause = pauses.check();
    if (pause.isPresent()) {
      // Crashes caused by a missing broker or a full disk do not count.
      services.progressed();
    }
    services.setGrace(pause.isPresent() ? PAUSED_GRACE : GRACE);
    while (!later.isEmpty() && (startLaterNow || record.hasSampled())) {
      services.start(later.remove());
    }
    beside.accept(record);
    check.run();
    return pause;
  }

  /** Whether the learner has ended itself behind a checkpoint, after the step that says so. */
  @Override
  public boolean hasEnded(RunRecord record) {
    if (record.isWritten() && services.hasEnded(Service.LEARNER.label())) {
      endedBySentinel = record.stoppedBySentinel();
    }
    return endedBySentinel.isPresent();
  }

  /** Why the sentinel has ended the run, if it has. */
  Optional<String> endedBySentinel() {
    return endedBySentinel;
  }
}
