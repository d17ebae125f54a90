package dev.preceptor.cli.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.preceptor.models.InputException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RequestFileTest {

  private static final String TWO = "{\"prompt\": \"a\"}\r\n{\"prompt\": \"胸部\"}\r\n";

  @TempDir Path folder;

  @Test
  void aByteOrderMarkIsNoPartOfTheFirstRequest() throws IOException {
    Path file = folder.resolve("requests.jsonl");
    Files.writeString(file, "\ufeff" + TWO);
    assertThat(RequestFile.read(file, Set.of("prompt")).lines()).hasSize(2);
  }

  @Test
  void aFileInAnotherEncodingIsRefusedByName() throws IOException {
    Path file = folder.resolve("requests.jsonl");
    Files.write(file, TWO.getBytes(StandardCharsets.UTF_16BE));
    assertThatThrownBy(() -> RequestFile.read(file, Set.of("prompt")))
        .isInstanceOf(InputException.class)
        .hasMessage(file + ": cannot be read (it is in UTF-16 or UTF-32; save it as UTF-8)");
    Files.write(file, "{}\n{\"prompt\": \"é\"}".getBytes(StandardCharsets.ISO_8859_1));
    assertThatThrownBy(() -> RequestFile.read(file, Set.of("prompt")))
        .hasMessage(file + ": cannot be read (it is not UTF-8 in line 2; save it as UTF-8)");
  }
}
