package dev.preceptor.chaos;

import dev.preceptor.broker.BrokerSettings.Detour;
import dev.preceptor.broker.LoopbackPorts;
import dev.preceptor.chaos.network.Condition;
import dev.preceptor.chaos.network.TcpProxy;
import dev.preceptor.run.RunFolder;
import java.time.Duration;
import java.util.Optional;

/** Injects scheduled faults into a run, and ends them. */
final class FaultInjector implements AutoCloseable {

  /** One way; a request and its response take twice as long. */
  private static final Duration LATENCY = Duration.ofMillis(250);

  /** For all connections together: enough for prompts and scores, slow for weights. */
  private static final long THROTTLED_BYTES_PER_SECOND = 256 << 10;

  private final DiskFiller diskFiller;
  private final Optional<Detour> detour;
  private final Optional<TcpProxy> proxy;

  /**
   * @param needsProxy whether faults of the connections to the broker will be injected
   */
  FaultInjector(RunFolder run, boolean needsProxy) {
    diskFiller = new DiskFiller(run.runs().resolve(run.name() + ".disk-full"));
    detour =
        needsProxy
            ? Optional.of(new Detour(LoopbackPorts.free(), LoopbackPorts.free()))
            : Optional.empty();
    proxy = detour.map(way -> TcpProxy.start(way.proxyPort(), way.port()));
  }

  /** The proxy's ports, which must be given to the run's broker. */
  Optional<Detour> detour() {
    return detour;
  }

  /** Whether a disk-full fault is active. */
  boolean isDiskFull() {
    return diskFiller.exists();
  }

  /**
   * The process that a fault would hit now; for network and disk, the launcher under the name of
   * the target. Empty if the target is not running.
   *
   * @param launcher the launcher of the run
   */
  Optional<RunProcesses.Found> find(ProcessHandle launcher, ScheduledFault scheduled) {
    return switch (scheduled.target()) {
      case NETWORK -> Optional.of(new RunProcesses.Found(scheduled.target().label(), launcher));
      case DISK ->
          isDiskFull()
              ? Optional.empty()
              : Optional.of(new RunProcesses.Found(scheduled.target().label(), launcher));
      default -> RunProcesses.find(launcher, scheduled.target(), scheduled.which());
    };
  }

  /**
   * Injects a fault.
   *
   * @return ends the fault, if it has a duration
   */
  Optional<Runnable> inject(ScheduledFault scheduled, ProcessHandle target) {
    return switch (scheduled.fault()) {
      case KILL -> {
        target.destroyForcibly();
        yield Optional.empty();
      }
      case FREEZE -> {
        RunProcesses.signal(target, "STOP");
        yield Optional.of(() -> RunProcesses.signal(target, "CONT"));
      }
      case AWAY -> {
        var undo = condition(new Condition.Away());
        target.destroyForcibly();
        yield undo;
      }
      case CUT -> condition(new Condition.Cut());
      case LATENCY -> condition(new Condition.Latency(LATENCY));
      case THROTTLE -> condition(new Condition.Throttle(THROTTLED_BYTES_PER_SECOND));
      case DROP -> condition(new Condition.Drop());
      case DISK_FULL -> {
        diskFiller.fill();
        yield Optional.of(diskFiller::remove);
      }
    };
  }

  /** A later condition replaces an earlier one; the end of the earlier one then has no effect. */
  private Optional<Runnable> condition(Condition condition) {
    var line = proxy.orElseThrow();
    line.setCondition(condition);
    return Optional.of(
        () -> {
          if (line.condition() == condition) {
            line.setCondition(new Condition.Clear());
          }
        });
  }

  @Override
  public void close() {
    diskFiller.remove();
    proxy.ifPresent(TcpProxy::close);
  }
}
