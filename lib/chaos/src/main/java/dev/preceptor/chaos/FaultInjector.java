package dev.preceptor.chaos;

import dev.preceptor.broker.BrokerSettings.Detour;
import dev.preceptor.broker.LoopbackPorts;
import dev.preceptor.chaos.network.Condition;
import dev.preceptor.chaos.network.TcpProxy;
import dev.preceptor.run.RunFolder;
import java.time.Duration;
import java.util.Optional;

/** Does to a run what a strike says, and undoes it. */
final class FaultInjector implements AutoCloseable {

  /** One way; a request and its answer take twice that. */
  private static final Duration LATENCY = Duration.ofMillis(250);

  /** Of all connections together: enough for prompts and scores, little for weights. */
  private static final long THROTTLED_BYTES_PER_SECOND = 256 << 10;

  private final DiskFiller ballast;
  private final Optional<Detour> detour;
  private final Optional<TcpProxy> proxy;

  /**
   * @param needsProxy whether something is to happen on the way between the broker and the others
   */
  FaultInjector(RunFolder run, boolean needsProxy) {
    ballast = new DiskFiller(run.runs().resolve(run.name() + ".ballast"));
    detour =
        needsProxy
            ? Optional.of(new Detour(LoopbackPorts.free(), LoopbackPorts.free()))
            : Optional.empty();
    proxy = detour.map(way -> TcpProxy.start(way.proxyPort(), way.port()));
  }

  /** The way on which it stands, which the run's broker must offer. */
  Optional<Detour> detour() {
    return detour;
  }

  /** Whether no room is left on the disk. */
  boolean isDiskFull() {
    return ballast.isThere();
  }

  /**
   * What a strike would hit now: a process of the run, or what else the run stands on.
   *
   * @param launcher of the run
   */
  Optional<RunProcesses.Found> find(ProcessHandle launcher, ScheduledFault strike) {
    return switch (strike.victim()) {
      case NETWORK -> Optional.of(new RunProcesses.Found(strike.victim().label(), launcher));
      case DISK ->
          isDiskFull()
              ? Optional.empty()
              : Optional.of(new RunProcesses.Found(strike.victim().label(), launcher));
      default -> RunProcesses.find(launcher, strike.victim(), strike.which());
    };
  }

  /**
   * Does what a strike says.
   *
   * @return what undoes it, where it lasts
   */
  Optional<Runnable> strike(ScheduledFault strike, ProcessHandle victim) {
    return switch (strike.fault()) {
      case KILL -> {
        victim.destroyForcibly();
        yield Optional.empty();
      }
      case FREEZE -> {
        RunProcesses.signal(victim, "STOP");
        yield Optional.of(() -> RunProcesses.signal(victim, "CONT"));
      }
      case AWAY -> {
        var undo = become(new Condition.Away());
        victim.destroyForcibly();
        yield undo;
      }
      case CUT -> become(new Condition.Cut());
      case LATENCY -> become(new Condition.Latency(LATENCY));
      case THROTTLE -> become(new Condition.Throttle(THROTTLED_BYTES_PER_SECOND));
      case DROP -> become(new Condition.Drop());
      case DISK_FULL -> {
        ballast.fill();
        yield Optional.of(ballast::remove);
      }
    };
  }

  /** A later condition takes the place of an earlier one, whose end then changes nothing. */
  private Optional<Runnable> become(Condition condition) {
    var line = proxy.orElseThrow();
    line.become(condition);
    return Optional.of(
        () -> {
          if (line.condition() == condition) {
            line.become(new Condition.Clear());
          }
        });
  }

  @Override
  public void close() {
    ballast.remove();
    proxy.ifPresent(TcpProxy::close);
  }
}
