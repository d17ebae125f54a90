package dev.preceptor.broker;

import static java.util.concurrent.TimeUnit.MINUTES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Tag("integration")
@Timeout(120)
class BrokerMainTest {

  @TempDir Path folder;

  @Test
  void aKilledBrokerRestartsOnTheSameLog() throws Exception {
    var settings = BrokerSettings.onFreePorts(folder.resolve("kafka"));
    var first = start(settings, ProcessHandle.current().pid());
    awaitOpen(settings.port(), first);
    first.destroyForcibly().waitFor();

    var second = start(settings, ProcessHandle.current().pid());
    awaitOpen(settings.port(), second);
    second.destroy();
    assertThat(second.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(second.exitValue()).isEqualTo(128 + 15);
  }

  @Test
  void aBrokerStopsWhenItsParentEnds() throws Exception {
    var parent = new ProcessBuilder("sleep", "600").start();
    var settings = BrokerSettings.onFreePorts(folder.resolve("kafka"));
    var broker = start(settings, parent.pid());
    awaitOpen(settings.port(), broker);
    parent.destroyForcibly().waitFor();
    assertThat(broker.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(LoopbackPorts.isOpen(settings.port())).isFalse();
  }

  private Process start(BrokerSettings settings, long parent) throws IOException {
    var command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx256m",
                "-cp",
                System.getProperty("java.class.path"),
                BrokerMain.class.getName()));
    command.addAll(BrokerMain.arguments(settings, Optional.empty()));
    var process = new ProcessBuilder(command);
    process.environment().put(BrokerMain.PARENT_VARIABLE, String.valueOf(parent));
    Files.createDirectories(folder);
    return process
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.resolve("broker.log").toFile()))
        .start();
  }

  private static void awaitOpen(int port, Process broker) {
    await()
        .atMost(1, MINUTES)
        .failFast("the broker has ended", () -> !broker.isAlive())
        .until(() -> LoopbackPorts.isOpen(port));
  }
}
