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
 * Ends this process when its parent has ended for any reason, so that a killed command leaves no
 * services behind. Does nothing if {@code PRECEPTOR_PARENT_PID} is not set.
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
              LOG.errorf("the parent process %d has ended: ending", pid);
              end();
            },
            "parent-watch");
    watch.setDaemon(true);
    watch.start();
  }

  /**
   * SIGKILL is safe, because all state is in the log; it cannot hang, and it does not unload native
   * libraries while they are computing.
   */
  private static void end() {
    long self = ProcessHandle.current().pid();
    try {
      new ProcessBuilder("kill", "-KILL", String.valueOf(self)).start().waitFor();
    } catch (IOException e) {
      LOG.debug("this system has no kill command", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    Runtime.getRuntime().halt(1);
  }
}
