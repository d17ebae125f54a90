package dev.preceptor.broker;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * Runs the broker as a separate process: {@code BrokerMain DATA PORT CONTROLLER_PORT
 * [DETOUR_PROXY_PORT DETOUR_PORT]}. It stops on SIGTERM, or when the process whose id is in {@value
 * #PARENT_VARIABLE} has ended.
 */
public final class BrokerMain {

  /**
   * Environment variable with the id of the parent process; the broker stops when that process
   * ends.
   */
  public static final String PARENT_VARIABLE = "PRECEPTOR_PARENT_PID";

  private static final Duration PARENT_CHECK = Duration.ofMillis(500);

  private BrokerMain() {}

  public static void main(String[] args) {
    Locale.setDefault(Locale.ROOT);
    if (args.length != 3 && args.length != 5) {
      System.err.println(
          "usage: BrokerMain DATA PORT CONTROLLER_PORT [DETOUR_PROXY_PORT DETOUR_PORT]");
      System.exit(2);
    }
    var settings = settings(args);
    stopWithParent(System.getenv(PARENT_VARIABLE));
    var broker = EmbeddedBroker.start(settings);
    Runtime.getRuntime().addShutdownHook(new Thread(broker::close, "broker-shutdown"));
    broker.awaitStop();
  }

  /** The arguments of {@link #main} for these settings. */
  public static List<String> arguments(BrokerSettings settings) {
    List<Integer> ports = new ArrayList<>(List.of(settings.port(), settings.controllerPort()));
    settings.detour().ifPresent(detour -> ports.addAll(List.of(detour.proxyPort(), detour.port())));
    return Stream.concat(
            Stream.of(settings.data().toString()), ports.stream().map(port -> "" + port))
        .toList();
  }

  private static BrokerSettings settings(String[] args) {
    int[] ports = Stream.of(args).skip(1).mapToInt(Integer::parseInt).toArray();
    return new BrokerSettings(
        Path.of(args[0]),
        ports[0],
        ports[1],
        ports.length > 2
            ? Optional.of(new BrokerSettings.Detour(ports[2], ports[3]))
            : Optional.empty());
  }

  private static void stopWithParent(String pid) {
    if (pid == null || pid.isBlank()) {
      return;
    }
    var parent = ProcessHandle.of(Long.parseLong(pid));
    var watch =
        new Thread(
            () -> {
              while (parent.map(ProcessHandle::isAlive).orElse(false)) {
                LockSupport.parkNanos(PARENT_CHECK.toNanos());
              }
              System.err.println("process " + pid + " has ended: stopping");
              System.exit(1);
            },
            "parent-watch");
    watch.setDaemon(true);
    watch.start();
  }
}
