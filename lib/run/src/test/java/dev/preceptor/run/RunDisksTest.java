package dev.preceptor.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunDisksTest {

  /** A file system in memory, which Linux has everywhere. */
  private static final Path MEMORY = Path.of("/dev/shm");

  @TempDir Path runs;

  private final Path elsewhere;

  RunDisksTest() throws IOException {
    assumeTrue(Files.isWritable(MEMORY), "there is no " + MEMORY);
    elsewhere = Files.createTempDirectory(MEMORY, "preceptor-test");
    elsewhere.toFile().deleteOnExit();
  }

  @Test
  void oneDiskIsThatOfTheRun() throws IOException {
    RunFolder run = new RunFolder(runs, "mine");
    Files.createDirectories(run.checkpoints());
    Files.createDirectories(run.kafka());
    assertThat(RunDisks.scarcest(run).folder()).isEqualTo(run.path());
    assertThat(RunDisks.separateCheckpoints(run)).isFalse();
  }

  /** The free space of the run's folder says nothing of a volume at its checkpoints. */
  @Test
  void eachFolderIsMeasuredOnItsOwnDisk() throws IOException {
    assumeTrue(
        !Files.getFileStore(runs).equals(Files.getFileStore(elsewhere)), "there is one disk only");
    RunFolder run = new RunFolder(runs, "mine");
    Files.createDirectories(run.path());
    Files.createSymbolicLink(run.checkpoints(), elsewhere);
    assertThat(RunDisks.separateCheckpoints(run)).isTrue();
    Path fuller =
        java.util.stream.Stream.of(run.path(), run.checkpoints())
            .min(Comparator.comparingLong(DiskBudget::free))
            .orElseThrow();
    assertThat(RunDisks.scarcest(run).folder()).isEqualTo(fuller);

    RunFolder swapped = new RunFolder(elsewhere, "mine");
    Files.createDirectories(swapped.path());
    Path data = Files.createDirectories(runs.resolve("volume"));
    Files.createSymbolicLink(swapped.checkpoints(), data);
    Path expected = fuller.equals(run.path()) ? swapped.checkpoints() : swapped.path();
    assertThat(RunDisks.scarcest(swapped).folder()).isEqualTo(expected);
    Files.delete(swapped.checkpoints());
    Files.delete(swapped.path());
  }
}
