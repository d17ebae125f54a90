package dev.preceptor.fleet.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogRotationTest {

  @TempDir Path folder;

  private final LogRotation rotation = new LogRotation(10, 2);

  private Path log() {
    return folder.resolve("eval-service.log");
  }

  @Test
  void aLogThatIsTooLongIsMovedAside() throws IOException {
    Files.writeString(log(), "0123456789");
    rotation.rotate(log());
    assertThat(log()).hasContent("0123456789");
    for (String text : new String[] {"first long text\n", "second long text\n", "third long\n"}) {
      Files.writeString(log(), text, StandardOpenOption.APPEND);
      rotation.rotate(log());
      assertThat(log()).isEmptyFile();
    }
    assertThat(LogRotation.rotated(log(), 1)).hasContent("third long");
    assertThat(LogRotation.rotated(log(), 2)).hasContent("second long text");
    assertThat(LogRotation.rotated(log(), 3)).doesNotExist();
    assertThat(
            PosixFilePermissions.toString(
                Files.getPosixFilePermissions(LogRotation.rotated(log(), 1))))
        .isEqualTo("rw-------");
  }

  @Test
  void theLastLinesAreThoseBeforeTheRotationToo() throws IOException {
    Files.writeString(log(), "one\ntwo\nthree\n");
    rotation.rotate(log());
    Files.writeString(log(), "four\n", StandardOpenOption.APPEND);
    assertThat(LogTail.of(log(), 3)).containsExactly("two", "three", "four");
    assertThat(LogTail.of(log(), 1)).containsExactly("four");
    assertThat(LogTail.of(log(), 9)).containsExactly("one", "two", "three", "four");
  }

  @Test
  void theNewestCrashReportsAreKept() throws IOException {
    for (int i = 0; i < 5; i++) {
      Path report = Files.createFile(folder.resolve("eval-service-crash-" + i));
      Files.setLastModifiedTime(report, FileTime.fromMillis(1_000_000L * i));
    }
    Path other = Files.createFile(folder.resolve("rollout-service-crash-0"));
    rotation.dropCrashReports(log());
    assertThat(folder.resolve("eval-service-crash-2")).doesNotExist();
    assertThat(folder.resolve("eval-service-crash-3")).exists();
    assertThat(folder.resolve("eval-service-crash-4")).exists();
    assertThat(other).exists();
  }
}
