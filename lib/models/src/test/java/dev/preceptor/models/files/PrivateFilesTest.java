package dev.preceptor.models.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PrivateFilesTest {

  @TempDir Path folder;

  private static String mode(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }

  private static Path shared(Path path, String mode) throws IOException {
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
    return path;
  }

  @Test
  void whatIsCreatedIsForItsOwnerAlone() throws IOException {
    Path inner = folder.resolve("runs/mine");
    PrivateFiles.folder(inner);
    assertThat(mode(inner)).isEqualTo("rwx------");
    assertThat(mode(inner.getParent())).isEqualTo("rwx------");
    PrivateFiles.newFolder(inner.resolve("new"));
    assertThat(mode(inner.resolve("new"))).isEqualTo("rwx------");
    assertThatThrownBy(() -> PrivateFiles.newFolder(inner))
        .isInstanceOf(FileAlreadyExistsException.class);
    PrivateFiles.file(inner.resolve("log"));
    PrivateFiles.file(inner.resolve("log"));
    assertThat(mode(inner.resolve("log"))).isEqualTo("rw-------");
    PrivateFiles.write(inner.resolve("text"), "a longer text");
    PrivateFiles.write(inner.resolve("text"), "text");
    assertThat(inner.resolve("text")).hasContent("text");
    assertThat(mode(inner.resolve("text"))).isEqualTo("rw-------");
    PrivateFiles.open(
            inner.resolve("channel"), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)
        .close();
    assertThat(mode(inner.resolve("channel"))).isEqualTo("rw-------");
  }

  @Test
  void aFolderThatExistsIsLeftAsItIs() throws IOException {
    Path runs = shared(Files.createDirectory(folder.resolve("runs")), "rwxr-x---");
    PrivateFiles.folder(runs);
    assertThat(mode(runs)).isEqualTo("rwxr-x---");
  }

  /** Whoever could put a link there would choose where secrets are written to. */
  @Test
  void aFolderForSecretsIsClosedAndIsNoLink() throws IOException {
    Path secrets = shared(Files.createDirectory(folder.resolve("secrets")), "rwxr-xr-x");
    PrivateFiles.closedFolder(secrets);
    assertThat(mode(secrets)).isEqualTo("rwx------");
    PrivateFiles.closedFolder(folder.resolve("new"));
    assertThat(mode(folder.resolve("new"))).isEqualTo("rwx------");

    Path elsewhere = shared(Files.createDirectory(folder.resolve("elsewhere")), "rwxr-xr-x");
    Path link = Files.createSymbolicLink(folder.resolve("link"), elsewhere);
    assertThatThrownBy(() -> PrivateFiles.closedFolder(link))
        .isInstanceOf(FileAlreadyExistsException.class);
    assertThat(mode(elsewhere)).isEqualTo("rwxr-xr-x");
  }

  @Test
  void aTreeIsTightenedWithoutFollowingLinks() throws IOException {
    Path outside = shared(Files.createFile(folder.resolve("outside")), "rw-r--r--");
    Path tree = shared(Files.createDirectory(folder.resolve("tree")), "rwxr-xr-x");
    Path inner = shared(Files.createDirectory(tree.resolve("inner")), "rwxrwxrwx");
    Path image = shared(Files.createFile(inner.resolve("image")), "r--r--r--");
    Path own = shared(Files.createFile(inner.resolve("own")), "rw-------");
    Files.createSymbolicLink(inner.resolve("link"), outside);
    assertThat(PrivateFiles.isShared(tree)).isTrue();

    assertThat(PrivateFiles.tighten(tree)).isEqualTo(3);
    assertThat(mode(tree)).isEqualTo("rwx------");
    assertThat(mode(inner)).isEqualTo("rwx------");
    assertThat(mode(image)).isEqualTo("r--------");
    assertThat(mode(own)).isEqualTo("rw-------");
    assertThat(mode(outside)).isEqualTo("rw-r--r--");
    assertThat(PrivateFiles.isShared(tree)).isFalse();
    assertThat(PrivateFiles.tighten(tree)).isZero();
  }
}
