package dev.preceptor.broker;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * The broker as a process of its own: {@code BrokerMain DATA PORT CONTROLLER_PORT}. It stops on
 * SIGTERM, and when the process named by {@value #PARENT_VARIABLE} is gone.
 */
public final class BrokerMain {

  /** Environment variable with the id of the process that this one must not outlive. */
  public static final String PARENT_VARIABLE = "PRECEPTOR_PARENT_PID";

  private static final Duration PARENT_CHECK = Duration.ofMillis(500);

  private BrokerMain() {}

  public static void main(String[] args) {
    if (args.length != 3) {
      System.err.println("usage: BrokerMain DATA PORT CONTROLLER_PORT");
      System.exit(2);
    }
    var settings =
        new BrokerSettings(Path.of(args[0]), Integer.parseInt(args[1]), Integer.parseInt(args[2]));
    stopWithParent(System.getenv(PARENT_VARIABLE));
    var broker = EmbeddedBroker.start(settings);
    Runtime.getRuntime().addShutdownHook(new Thread(broker::close, "broker-shutdown"));
    broker.awaitStop();
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
              System.err.println("process " + pid + " is gone: stopping");
              System.exit(1);
            },
            "parent-watch");
    watch.setDaemon(true);
    watch.start();
  }
}
