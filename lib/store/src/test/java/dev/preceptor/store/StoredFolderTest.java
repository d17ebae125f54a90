package dev.preceptor.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.preceptor.models.InputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StoredFolderTest {

  private static final String HASH = "ab".repeat(32);

  @TempDir Path folder;

  @Test
  void theSameFilesGiveTheSameTextInAnyPlace() throws Exception {
    Path first = folder.resolve("first");
    Path second = folder.resolve("second");
    for (Path each : new Path[] {first, second}) {
      Files.createDirectories(each.resolve("images"));
      Files.writeString(each.resolve("train.csv"), "a");
      Files.writeString(each.resolve("images/1.png"), "b");
    }
    Files.createSymbolicLink(first.resolve("link"), first.resolve("train.csv"));
    Files.writeString(second.resolve("link"), "a");

    var stored = StoredFolder.of(first);

    assertThat(stored.text()).isEqualTo(StoredFolder.of(second).text());
    assertThat(StoredFolder.parse(stored.text())).isEqualTo(stored);
    assertThat(stored.files())
        .extracting(StoredFile::path)
        .containsExactly("images/1.png", "link", "train.csv");
    assertThat(stored.bytes()).isEqualTo(3);
  }

  @Test
  void aFileIsAFolderWithItAlone() throws Exception {
    Path file = Files.writeString(folder.resolve("test.csv"), "x");
    assertThat(StoredFolder.of(file).files())
        .extracting(StoredFile::path)
        .containsExactly("test.csv");
  }

  @Test
  void anEmptyFolderIsRefused() {
    assertThatThrownBy(() -> StoredFolder.of(folder))
        .isInstanceOf(InputException.class)
        .hasMessage("a stored folder has 0 files; use 1 to 1,000,000");
  }

  /** Whoever may write to the storage may not write beside the folder. */
  @ParameterizedTest
  @ValueSource(strings = {"../up", "/root", "a/../../b", "a//b", ".", "a/", "", "a\\u0000b"})
  void aPathThatLeavesTheFolderIsRefused(String path) {
    String text =
        "{\"files\":[{\"path\":\"%s\",\"bytes\":1,\"sha256\":\"%s\"}]}".formatted(path, HASH);
    assertThatThrownBy(() -> StoredFolder.parse(text.getBytes(StandardCharsets.UTF_8)))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith("is no list of files: a stored file ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "[]",
        "not JSON",
        "{\"files\":null}",
        "{\"files\":[null]}",
        "{\"files\":[{\"path\":\"a\",\"bytes\":-1,\"sha256\":\"HASH\"}]}",
        "{\"files\":[{\"path\":\"a\",\"bytes\":6000000000,\"sha256\":\"HASH\"}]}",
        "{\"files\":[{\"path\":\"a\",\"bytes\":1,\"sha256\":\"0\"}]}",
        "{\"files\":[{\"path\":\"a\",\"bytes\":1}]}",
        "{\"files\":[{\"path\":\"a\",\"bytes\":1,\"sha256\":\"HASH\"},"
            + "{\"path\":\"a\",\"bytes\":1,\"sha256\":\"HASH\"}]}",
      })
  void whatIsNoListIsRefusedInOneLine(String text) {
    byte[] bytes = text.replace("HASH", HASH).getBytes(StandardCharsets.UTF_8);
    assertThatThrownBy(() -> StoredFolder.parse(bytes))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith("is no list of files: ")
        .hasMessageNotContaining("\n");
  }
}
