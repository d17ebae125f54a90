package dev.preceptor.kit;

import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/**
 * Ends this process when the one that started it is gone, however it went: a launcher that was
 * killed leaves no service behind. Without {@code PRECEPTOR_PARENT_PID} there is nothing to watch.
 */
@Singleton
public class ParentWatch {

  private static final Logger LOG = Logger.getLogger(ParentWatch.class);
  private static final Duration CHECK = Duration.ofMillis(500);

  void watch(
      @Observes @Priority(1) StartupEvent event,
      @ConfigProperty(name = "preceptor.parent-pid") Optional<Long> parentPid) {
    parentPid.ifPresent(ParentWatch::start);
  }

  private static void start(long pid) {
    Optional<ProcessHandle> parent = ProcessHandle.of(pid);
    Thread watch =
        new Thread(
            () -> {
              while (parent.map(ProcessHandle::isAlive).orElse(false)) {
                LockSupport.parkNanos(CHECK.toNanos());
              }
              LOG.errorf("process %d, which started this one, is gone: ending", pid);
              end();
            },
            "parent-watch");
    watch.setDaemon(true);
    watch.start();
  }

  /**
   * The log makes any end as good as an orderly one, and a kill cannot hang; it also spares native
   * code that is computing from being unloaded under way.
   */
  private static void end() {
    long self = ProcessHandle.current().pid();
    try {
      new ProcessBuilder("kill", "-KILL", String.valueOf(self)).start().waitFor();
    } catch (IOException e) {
      LOG.debug("there is no kill here", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    Runtime.getRuntime().halt(1);
  }
}
