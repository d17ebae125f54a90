package dev.preceptor.models;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class InputExceptionTest {

  private static final Path FILE = Path.of("summary.json");

  @Test
  void aFileErrorGivesItsReasonAndNamesTheFileOnce() {
    assertThat(InputException.cannotBe("read", FILE, new AccessDeniedException("summary.json")))
        .hasMessage("summary.json: cannot be read (permission denied)");
    assertThat(InputException.cannotBe("read", FILE, new NoSuchFileException("summary.json")))
        .hasMessage("summary.json: cannot be read (no such file or folder)");
    assertThat(
            InputException.cannotBe(
                "written", FILE, new FileSystemException("summary.json", null, "Is a directory")))
        .hasMessage("summary.json: cannot be written (Is a directory)");
    assertThat(InputException.cannotBe("read", FILE, new IOException("Input/output error")))
        .hasMessage("summary.json: cannot be read (Input/output error)");
  }
}
