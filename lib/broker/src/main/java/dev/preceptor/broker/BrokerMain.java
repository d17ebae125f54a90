package dev.preceptor.broker;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/**
 * Runs the broker as a separate process; each argument is {@code NAME=VALUE}, see {@link
 * #arguments}. Passwords are in a file that is named there. It stops on SIGTERM, or when the
 * process whose id is in {@value #PARENT_VARIABLE} has ended.
 */
public final class BrokerMain {

  /**
   * Environment variable with the id of the parent process; the broker stops when that process
   * ends.
   */
  public static final String PARENT_VARIABLE = "PRECEPTOR_PARENT_PID";

  private static final Duration PARENT_CHECK = Duration.ofMillis(500);
  private static final String DATA = "data";
  private static final String PORT = "port";
  private static final String CONTROLLER_PORT = "controller-port";
  private static final String DETOUR = "detour";
  private static final String USERS = "users";
  private static final String REMOTE_HOST = "remote-host";
  private static final String REMOTE_BIND = "remote-bind";
  private static final String REMOTE_PORT = "remote-port";
  private static final String REMOTE_CERTIFICATE = "remote-certificate";

  private BrokerMain() {}

  public static void main(String[] args) throws IOException {
    Locale.setDefault(Locale.ROOT);
    var settings = settings(args);
    stopWithParent(System.getenv(PARENT_VARIABLE));
    var broker = EmbeddedBroker.start(settings);
    Runtime.getRuntime().addShutdownHook(new Thread(broker::close, "broker-shutdown"));
    broker.awaitStop();
  }

  /**
   * The arguments of {@link #main} for these settings.
   *
   * @param users file of the settings' users, if they have any; see {@link BrokerUsers#read}
   */
  public static List<String> arguments(BrokerSettings settings, Optional<Path> users) {
    List<String> arguments = new ArrayList<>();
    arguments.add(DATA + "=" + settings.data());
    arguments.add(PORT + "=" + settings.port());
    arguments.add(CONTROLLER_PORT + "=" + settings.controllerPort());
    settings
        .detour()
        .ifPresent(way -> arguments.add(DETOUR + "=" + way.proxyPort() + ":" + way.port()));
    users.ifPresent(file -> arguments.add(USERS + "=" + file));
    settings
        .remote()
        .ifPresent(
            remote -> {
              arguments.add(REMOTE_HOST + "=" + remote.host());
              arguments.add(REMOTE_BIND + "=" + remote.bind());
              arguments.add(REMOTE_PORT + "=" + remote.port());
              arguments.add(REMOTE_CERTIFICATE + "=" + remote.certificate());
            });
    return arguments;
  }

  private static BrokerSettings settings(String[] args) throws IOException {
    Map<String, String> given = new HashMap<>();
    for (var arg : args) {
      var parts = arg.split("=", 2);
      given.put(parts[0], parts[1]);
    }
    var users =
        given.containsKey(USERS)
            ? Optional.of(BrokerUsers.read(Path.of(given.get(USERS))))
            : Optional.<BrokerUsers>empty();
    return new BrokerSettings(
        Path.of(given.get(DATA)),
        Integer.parseInt(given.get(PORT)),
        Integer.parseInt(given.get(CONTROLLER_PORT)),
        Optional.ofNullable(given.get(DETOUR)).map(BrokerMain::detour),
        users,
        remote(given));
  }

  private static Optional<BrokerSettings.Remote> remote(Map<String, String> given) {
    return Optional.ofNullable(given.get(REMOTE_HOST))
        .map(
            host ->
                new BrokerSettings.Remote(
                    host,
                    given.get(REMOTE_BIND),
                    Integer.parseInt(given.get(REMOTE_PORT)),
                    Path.of(given.get(REMOTE_CERTIFICATE))));
  }

  private static BrokerSettings.Detour detour(String ports) {
    var parts = ports.split(":", 2);
    return new BrokerSettings.Detour(Integer.parseInt(parts[0]), Integer.parseInt(parts[1]));
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
