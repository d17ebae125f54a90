package dev.preceptor.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The quick tier stays quick: what starts a broker, a service or a run is left to the other. */
class TestTiersTest {

  private static final String TAG = "@Tag(\"integration\")";

  /** What a test's source says that starts one. */
  private static final List<String> STARTS =
      List.of(
          "@QuarkusTest\n",
          "EmbeddedBroker.",
          "BrokerMain.class",
          "TestBroker.start(",
          "LocalBroker.start(",
          "Installation.ROOT_PROPERTY");

  @Test
  void aTestThatStartsABrokerAServiceOrARunIsTagged() throws IOException {
    List<Path> starting = new ArrayList<>();
    List<Path> untagged = new ArrayList<>();
    for (var module : Module.values()) {
      for (Path test : tests(Module.ROOT.resolve(module.folder()).resolve("src/test/java"))) {
        String source = Files.readString(test);
        if (STARTS.stream().anyMatch(source::contains)) {
          starting.add(test.getFileName());
          if (!source.contains(TAG)) {
            untagged.add(test.getFileName());
          }
        }
      }
    }
    assertThat(untagged).as("tests to be tagged %s", TAG).isEmpty();
    assertThat(starting)
        .as("tests that this rule must find")
        .contains(
            Path.of("RewardShellTest.java"),
            Path.of("EmbeddedBrokerTest.java"),
            Path.of("BrokerMainTest.java"),
            Path.of("RestartedServiceTest.java"),
            Path.of("LocalBrokerTest.java"),
            Path.of("PmcMiniRunTest.java"));
  }

  private static List<Path> tests(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (var files = Files.walk(folder)) {
      return files
          .filter(file -> file.getFileName().toString().endsWith("Test.java"))
          .filter(file -> !file.endsWith(TestTiersTest.class.getSimpleName() + ".java"))
          .toList();
    }
  }
}
