package dev.preceptor.training.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.preceptor.models.InputException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GroupsFileTest {

  private static final String GROUPS =
      """
      {"groups": [{"prompt": "What is it?", "responses": [
        {"token_ids": [1, 2], "reward": 1}, {"token_ids": [3], "reward": 0}]}]}
      """;

  @TempDir Path folder;

  @Test
  void aByteOrderMarkIsNoPartOfTheFile() throws IOException {
    Path file = folder.resolve("groups.json");
    Files.writeString(file, "\ufeff" + GROUPS);
    assertThat(GroupsFile.read(file).groups().get(0).rewards()).containsExactly(1, 0);
  }

  @Test
  void aNumberThatJsonDoesNotHaveIsRefusedWithItsLine() throws IOException {
    Path file = folder.resolve("groups.json");
    Files.writeString(file, GROUPS.replace("\"reward\": 0", "\"reward\": NaN"));
    assertThatThrownBy(() -> GroupsFile.read(file))
        .isInstanceOf(InputException.class)
        .hasMessage(file + ", line 2: is not JSON: Non-standard token 'NaN'");
  }

  @Test
  void aFileInAnotherEncodingIsRefusedByName() throws IOException {
    Path file = folder.resolve("groups.json");
    Files.write(file, ("\ufeff" + GROUPS).getBytes(StandardCharsets.UTF_16LE));
    assertThatThrownBy(() -> GroupsFile.read(file))
        .isInstanceOf(InputException.class)
        .hasMessage(file + ": cannot be read (it is in UTF-16 or UTF-32; save it as UTF-8)");
  }
}
