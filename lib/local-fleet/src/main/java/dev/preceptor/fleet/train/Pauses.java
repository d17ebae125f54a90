package dev.preceptor.fleet.train;

import dev.preceptor.fleet.broker.BrokerWatch;
import dev.preceptor.fleet.broker.LocalBroker;
import dev.preceptor.run.DiskBudget;
import dev.preceptor.run.DiskGate;
import dev.preceptor.run.RunDisks;
import dev.preceptor.run.progress.ClockTime;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Pauses a run while its disk is full or its broker is unreachable, and continues it by itself. On
 * a full disk the run's own broker is stopped, since its writes would fail; the services wait for
 * it as for any unreachable broker.
 */
final class Pauses {

  /** A killed broker is back sooner, and its restart is reported anyway. */
  private static final Duration REPORT_AFTER = Duration.ofSeconds(12);

  private final BrokerWatch watch;
  private final Optional<LocalBroker> broker;
  private final DiskGate disk;
  private final Supplier<RunDisks.Disk> scarcest;
  private final Consumer<String> say;
  private boolean full;
  private Optional<Duration> silence = Optional.empty();
  private boolean silenceReported;
  private OptionalLong releasedNanos = OptionalLong.empty();

  /**
   * @param broker the run's own, if it has one; the disk of another broker is not watched
   * @param scarcest that of the run's disks with the least free space
   * @param say receives progress messages
   */
  Pauses(
      BrokerWatch watch,
      Optional<LocalBroker> broker,
      DiskGate disk,
      Supplier<RunDisks.Disk> scarcest,
      Consumer<String> say) {
    this.watch = watch;
    this.broker = broker;
    this.disk = disk;
    this.scarcest = scarcest;
    this.say = say;
  }

  /** Checks disk and broker. Returns what the whole run waits for; empty if it can continue. */
  Optional<String> check() {
    broker.ifPresent(this::checkDisk);
    if (full) {
      return Optional.of("paused: the disk is full; the run continues when there is space");
    }
    return checkBroker();
  }

  private void checkDisk(LocalBroker own) {
    var least = scarcest.get();
    long free = least.freeBytes();
    boolean now = disk.isShutAt(free);
    if (now && !full) {
      say.accept(
          "paused: the disk of %s is full (%s free); free %s more and the run continues by itself"
              .formatted(
                  least.folder(), DiskBudget.text(free), DiskBudget.text(disk.lacking(free))));
      own.hold();
    } else if (!now && full) {
      say.accept("continuing: %s free again".formatted(DiskBudget.text(free)));
      own.release();
      releasedNanos = OptionalLong.of(System.nanoTime());
    }
    full = now;
  }

  /** The time while the broker was held does not count as silence. */
  private Duration sinceRelease(Duration silence) {
    var free = Duration.ofNanos(System.nanoTime() - releasedNanos.orElse(0));
    return releasedNanos.isPresent() && free.compareTo(silence) < 0 ? free : silence;
  }

  private Optional<String> checkBroker() {
    var before = silence;
    silence = watch.silence().map(this::sinceRelease);
    if (silence.isEmpty()) {
      if (silenceReported) {
        say.accept("the broker answers again after " + ClockTime.of(before.orElseThrow()));
      }
      silenceReported = false;
      return Optional.empty();
    }
    if (!silenceReported && silence.get().compareTo(REPORT_AFTER) > 0) {
      say.accept("paused: the broker does not answer; the run continues by itself when it does");
      silenceReported = true;
    }
    return Optional.of(
        "waiting for the broker, which has not answered for " + ClockTime.of(silence.get()));
  }
}
