package dev.preceptor.fleet.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class JavaCommandTest {

  @Test
  void aProcessReadsAndWritesUtf8() {
    for (var command :
        List.of(
            JavaCommand.small(64).jar(Path.of("a.jar")),
            JavaCommand.heap(64).mainClass("A", List.of()))) {
      assertThat(command)
          .contains(
              "-Dfile.encoding=UTF-8",
              "-Dsun.jnu.encoding=UTF-8",
              "-Dstdout.encoding=UTF-8",
              "-Dstderr.encoding=UTF-8");
    }
  }

  @Test
  void aLocaleWithAnotherEncodingIsReplaced() {
    assertThat(JavaCommand.environment("UTF-8")).isEmpty();
    for (var encoding : List.of("ANSI_X3.4-1968", "ISO-8859-15", "EUC-JP")) {
      assertThat(JavaCommand.environment(encoding)).containsEntry("LC_ALL", "C.UTF-8");
    }
  }

  @Test
  void theNameOfAProcessIsReadFromItsCommandLine() {
    var line = String.join(" ", JavaCommand.heap(64).name("judge-1").jar(Path.of("a.jar")));
    assertThat(JavaCommand.nameIn(line)).contains("judge-1");
    assertThat(JavaCommand.nameIn("java -jar a.jar")).isEmpty();
  }
}
