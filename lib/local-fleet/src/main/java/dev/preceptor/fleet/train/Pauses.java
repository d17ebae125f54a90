package dev.preceptor.fleet.train;

import dev.preceptor.fleet.broker.BrokerWatch;
import dev.preceptor.fleet.broker.LocalBroker;
import dev.preceptor.run.DiskBudget;
import dev.preceptor.run.DiskGate;
import dev.preceptor.run.progress.ClockTime;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Lets a run wait where its disk is full or its broker away, and go on by itself. On a full disk
 * its own broker is stopped, since it would fail wherever it is writing; the services wait for it
 * as for any other that is away.
 */
final class Pauses {

  /** A broker that was killed is back sooner, and that is said already. */
  private static final Duration WORTH_SAYING = Duration.ofSeconds(12);

  private final BrokerWatch watch;
  private final Optional<LocalBroker> broker;
  private final Path run;
  private final DiskGate disk;
  private final LongSupplier freeBytes;
  private final Consumer<String> say;
  private boolean full;
  private Optional<Duration> silence = Optional.empty();
  private boolean silenceSaid;
  private OptionalLong releasedNanos = OptionalLong.empty();

  /**
   * @param broker the run's own, if it has one; the disk of another is its own affair
   * @param run folder
   * @param freeBytes where the run's folder is
   * @param say takes lines for people
   */
  Pauses(
      BrokerWatch watch,
      Optional<LocalBroker> broker,
      Path run,
      DiskGate disk,
      LongSupplier freeBytes,
      Consumer<String> say) {
    this.watch = watch;
    this.broker = broker;
    this.run = run;
    this.disk = disk;
    this.freeBytes = freeBytes;
    this.say = say;
  }

  /** Looks again. What the whole run waits for, a few words; nothing where it can go on. */
  Optional<String> look() {
    broker.ifPresent(this::lookAtDisk);
    if (full) {
      return Optional.of("paused: the disk is full, and the run goes on when there is room");
    }
    return lookAtBroker();
  }

  private void lookAtDisk(LocalBroker own) {
    long free = freeBytes.getAsLong();
    boolean now = disk.isShutAt(free);
    if (now && !full) {
      say.accept(
          "paused: the disk of %s is full (%s free); free %s more, and the run goes on by itself"
              .formatted(run, DiskBudget.text(free), DiskBudget.text(disk.lacking(free))));
      own.hold();
    } else if (!now && full) {
      say.accept("going on: %s are free again".formatted(DiskBudget.text(free)));
      own.release();
      releasedNanos = OptionalLong.of(System.nanoTime());
    }
    full = now;
  }

  /** That a broker which was held is silent says nothing. */
  private Duration sinceRelease(Duration silence) {
    var free = Duration.ofNanos(System.nanoTime() - releasedNanos.orElse(0));
    return releasedNanos.isPresent() && free.compareTo(silence) < 0 ? free : silence;
  }

  private Optional<String> lookAtBroker() {
    var before = silence;
    silence = watch.silence().map(this::sinceRelease);
    if (silence.isEmpty()) {
      if (silenceSaid) {
        say.accept("the broker answers again after " + ClockTime.of(before.orElseThrow()));
      }
      silenceSaid = false;
      return Optional.empty();
    }
    if (!silenceSaid && silence.get().compareTo(WORTH_SAYING) > 0) {
      say.accept("paused: the broker does not answer; the run goes on by itself when it does");
      silenceSaid = true;
    }
    return Optional.of(
        "waiting for the broker, which has not answered for " + ClockTime.of(silence.get()));
  }
}
