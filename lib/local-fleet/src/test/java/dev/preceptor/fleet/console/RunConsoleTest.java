package dev.preceptor.fleet.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.preceptor.broker.LoopbackPorts;
import dev.preceptor.run.Installation;
import dev.preceptor.run.RunFolder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunConsoleTest {

  @TempDir private Path folder;

  private final List<String> said = new CopyOnWriteArrayList<>();

  private RunConsole console(int port) {
    return new RunConsole(
        new Installation(folder),
        new RunFolder(folder.resolve("runs"), "run"),
        Optional.empty(),
        port,
        said::add);
  }

  @Test
  void withoutABuildItSaysSoOnceAndTheRunGoesOn() {
    try (var console = console(0)) {
      console.look(true);
      console.look(true);
    }
    assertThat(said).hasSize(1);
    assertThat(said.get(0)).contains("the run goes on", "console-service is not built");
  }

  @Test
  void itIsStartedAfterTheFirstStepAndEndsWithTheRun() throws IOException {
    installListener();
    try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        var console = console(taken.getLocalPort())) {
      console.look(false);
      assertThat(said).isEmpty();
      console.look(true);
      assertThat(said)
          .containsExactly(
              "console_port %d is in use; the console takes another one"
                  .formatted(taken.getLocalPort()));
      await()
          .until(
              () -> {
                console.look(true);
                return said.size() > 1;
              });
      console.look(true);
    }
    assertThat(said).hasSize(2);
    assertThat(said.get(1)).matches("the console is at http://127.0.0.1:\\d+/ until the run ends");
    int port = URI.create(said.get(1).replaceAll(".*(http\\S+) .*", "$1")).getPort();
    assertThat(LoopbackPorts.isOpen(port)).as("it still listens").isFalse();
  }

  /** In place of the console-service. */
  private void installListener() throws IOException {
    Path jar = folder.resolve("console-service/target/quarkus-app/quarkus-run.jar");
    Files.createDirectories(jar.getParent());
    var manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, ListeningService.class.getName());
    var classFile = ListeningService.class.getName().replace('.', '/') + ".class";
    try (var out = new JarOutputStream(Files.newOutputStream(jar), manifest);
        var in = ListeningService.class.getClassLoader().getResourceAsStream(classFile)) {
      out.putNextEntry(new JarEntry(classFile));
      in.transferTo(out);
    }
  }
}
