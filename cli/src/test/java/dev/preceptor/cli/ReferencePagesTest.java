package dev.preceptor.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.preceptor.cli.options.ExitCode;
import dev.preceptor.cli.reference.ReferencePage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code docs/reference} says what the code says. */
class ReferencePagesTest {

  private static final Path FOLDER = Module.ROOT.resolve("docs/reference");

  static Stream<ReferencePage> pages() {
    return ReferencePage.all(Preceptor.commandLine()).stream();
  }

  @ParameterizedTest
  @MethodSource("pages")
  void aPageIsWhatTheCodeSays(ReferencePage page) throws Exception {
    assertThat(Files.readString(FOLDER.resolve(page.file())))
        .as("docs/reference/%s; write it again with: %s", page.file(), ReferencePage.REWRITE)
        .isEqualTo(page.text());
  }

  @Test
  void theHiddenCommandWritesThePages(@TempDir Path out) throws Exception {
    assertThat(Executed.preceptor("reference", "--out", out).code()).isEqualTo(ExitCode.SUCCESS);
    for (var page : pages().toList()) {
      assertThat(Files.readString(out.resolve(page.file()))).isEqualTo(page.text());
    }
  }

  @Test
  void noHelpShowsTheHiddenCommand() {
    assertThat(Executed.preceptor("--help").out()).doesNotContain("docs/reference");
  }
}
