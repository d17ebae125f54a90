package dev.preceptor.models.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.preceptor.models.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LibraryFolderTest {

  @TempDir Path folder;

  private Path make(String name, String mode) throws IOException {
    Path made = Files.createDirectories(folder.resolve(name));
    Files.setPosixFilePermissions(made, PosixFilePermissions.fromString(mode));
    return made;
  }

  private Path plant(Path library, String mode) throws IOException {
    Files.createDirectories(library.getParent());
    Files.writeString(library, "not ours");
    Files.setPosixFilePermissions(library, PosixFilePermissions.fromString(mode));
    return library;
  }

  /** DJL's own choice without a home is {@code .djl.ai} in the system's temporary folder. */
  @Test
  void withoutAHomeTheFolderIsBesideTheInstallationAndNeverOneThatCanBeGuessed()
      throws IOException {
    Path temporary = make("tmp", "rwxrwxrwx");
    plant(temporary.resolve(".djl.ai/pytorch/2.7.1/libtorch.so"), "rwxr-xr-x");
    Path installation = make("installation", "rwxr-xr-x");
    Files.createDirectory(installation.resolve("target"));
    Path none = folder.resolve("nowhere");

    assertThat(LibraryFolder.choose(none, Optional.of(installation), temporary))
        .isEqualTo(installation.resolve("target/.djl.ai"));
    for (Path home : new Path[] {none, Path.of("?"), Path.of("")}) {
      Path chosen = LibraryFolder.choose(home, Optional.empty(), temporary);
      assertThat(chosen).startsWithRaw(temporary).doesNotExist();
      assertThat(chosen).isNotEqualTo(LibraryFolder.choose(home, Optional.empty(), temporary));
      LibraryFolder.prepare(chosen);
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(chosen)))
          .isEqualTo("rwx------");
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(chosen.getParent())))
          .isEqualTo("rwx------");
    }
    Path home = make("home", "rwx------");
    assertThat(LibraryFolder.choose(home, Optional.of(installation), temporary))
        .isEqualTo(home.resolve(".djl.ai"));
  }

  @Test
  void theFolderThatIsGivenCountsInDjlsOrder() {
    assertThat(LibraryFolder.given(Map.of("DJL_CACHE_DIR", "/a")::get)).contains(Path.of("/a"));
    assertThat(LibraryFolder.given(Map.of("DJL_CACHE_DIR", "/a", "ENGINE_CACHE_DIR", "/b")::get))
        .contains(Path.of("/b"));
    assertThat(LibraryFolder.given(Map.of("DJL_CACHE_DIR", "")::get)).isEmpty();
  }

  @Test
  void librariesThatOthersCanChangeAreNotLoaded() throws IOException {
    for (String mode : new String[] {"rwxrwxrwx", "rwxrwxr-x", "rwxr-xrwx"}) {
      Path open = make("open-" + mode, mode);
      assertThatThrownBy(() -> LibraryFolder.prepare(open))
          .isInstanceOf(InputException.class)
          .hasMessageContaining("can be changed by other users")
          .hasMessageContaining("set DJL_CACHE_DIR");
    }
    Path readable = make("readable", "rwxr-xr-x");
    Path library = plant(readable.resolve("pytorch/2.7.1/libtorch.so"), "rwxr-xr-x");
    assertThatCode(() -> LibraryFolder.prepare(readable)).doesNotThrowAnyException();
    Files.setPosixFilePermissions(library, PosixFilePermissions.fromString("rwxrwxrwx"));
    assertThatThrownBy(() -> LibraryFolder.prepare(readable))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("libtorch.so can be changed by other users");
    // Nobody else can enter it, so what is inside does not matter.
    Files.setPosixFilePermissions(readable, PosixFilePermissions.fromString("rwx------"));
    assertThatCode(() -> LibraryFolder.prepare(readable)).doesNotThrowAnyException();
  }

  @Test
  void anotherUsersFolderIsNotUsed() throws IOException {
    Path folderOfAnother = make("another", "rwx------");
    try {
      Files.setAttribute(folderOfAnother, "unix:uid", 12345);
    } catch (IOException e) {
      assumeTrue(false, "only root can give a folder away");
    }
    assertThatThrownBy(() -> LibraryFolder.prepare(folderOfAnother))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("belongs to another user");
    Path link = Files.createSymbolicLink(folder.resolve("link"), folderOfAnother);
    assertThatThrownBy(() -> LibraryFolder.prepare(link))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("belongs to another user");
  }
}
