package dev.preceptor.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A user without a home loads no library that another user has put where DJL would look. */
@Tag("slow")
class PlantedLibrariesTest {

  /** A folder with the name of the version that this build has. */
  private static final Path REAL =
      Path.of(System.getProperty("user.home"), ".djl.ai", "tokenizers");

  @TempDir Path folder;

  /** Whoever runs the test may have named folders of their own. */
  private static final Map<String, String> NO_FOLDERS =
      Map.of("DJL_CACHE_DIR", "", "ENGINE_CACHE_DIR", "");

  @Test
  void librariesInTheTemporaryFolderAreNotLoaded() throws Exception {
    // Makes sure that the version's folder is there.
    assertThat(grade(NO_FOLDERS, List.of()).exitCode()).isZero();
    Path temporary = Files.createDirectory(folder.resolve("tmp"));
    Files.setPosixFilePermissions(temporary, PosixFilePermissions.fromString("rwxrwxrwx"));
    Path planted;
    try (Stream<Path> versions = Files.list(REAL)) {
      Path version = versions.findFirst().orElseThrow().getFileName();
      planted =
          Files.createDirectories(temporary.resolve(".djl.ai/tokenizers").resolve(version))
              .resolve("libtokenizers.so");
    }
    Files.writeString(planted, "not a library");
    Path installation = Files.createDirectories(folder.resolve("installation/target"));

    CommandProcess process =
        grade(
            NO_FOLDERS,
            List.of(
                "-Duser.home=" + folder.resolve("nowhere"),
                "-Djava.io.tmpdir=" + temporary,
                "-Dpreceptor.root=" + installation.getParent()));

    assertThat(process.exitCode()).as(process.printed()).isZero();
    Path used = installation.resolve(".djl.ai");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(used)))
        .isEqualTo("rwx------");
    try (Stream<Path> files = Files.walk(used)) {
      assertThat(files).anyMatch(file -> file.endsWith("libtokenizers.so"));
    }
  }

  @Test
  void aFolderThatOthersCanWriteToIsRefusedInOneLine() throws Exception {
    Path open = Files.createDirectory(folder.resolve("open"));
    Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxrwxrwx"));
    CommandProcess process = grade(Map.of("DJL_CACHE_DIR", open.toString()), List.of());
    assertThat(process.exitCode()).isEqualTo(2);
    assertThat(process.printed())
        .contains("native libraries are not loaded from there")
        .contains(open + " can be changed by other users")
        .hasLineCount(1);
  }

  /** Counts tokens, for which it loads the tokenizers' library. */
  private CommandProcess grade(Map<String, String> environment, List<String> options)
      throws IOException {
    return CommandProcess.start(
        folder.resolve("output"),
        environment,
        options,
        "grade",
        "--response",
        "<think>a bean</think><answer>B</answer>",
        "--choices",
        "A:Liver",
        "B:Kidney",
        "--answer",
        "B",
        "--model",
        TestFiles.QWEN2_VL);
  }
}
