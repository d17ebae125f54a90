package dev.preceptor.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.preceptor.models.InputException;
import dev.preceptor.recipe.Recipe;
import dev.preceptor.testkit.TestRecipes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunDisksTest {

  /** A file system in memory, which Linux has everywhere. */
  private static final Path MEMORY = Path.of("/dev/shm");

  /** Two checkpoints of a step, with 12 bytes of moments and master weights a parameter. */
  private static final long CHECKPOINT_BYTES = 24;

  @TempDir Path runs;

  private final Path elsewhere;

  RunDisksTest() throws IOException {
    assumeTrue(Files.isWritable(MEMORY), "there is no " + MEMORY);
    elsewhere = Files.createTempDirectory(MEMORY, "preceptor-test");
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
        Stream.of(run.path(), run.checkpoints())
            .min(Comparator.comparingLong(DiskBudget::free))
            .orElseThrow();
    assertThat(RunDisks.scarcest(run).folder()).isEqualTo(fuller);

    RunFolder swapped = new RunFolder(elsewhere, "mine");
    Files.createDirectories(swapped.path());
    Path data = Files.createDirectories(runs.resolve("volume"));
    Files.createSymbolicLink(swapped.checkpoints(), data);
    Path expected = fuller.equals(run.path()) ? swapped.checkpoints() : swapped.path();
    assertThat(RunDisks.scarcest(swapped).folder()).isEqualTo(expected);
  }

  /** Checkpoints that fit on the larger of two disks only. */
  @Test
  void checkpointsNeedRoomOnTheirOwnDiskAndNoneOnThatOfTheRun() throws IOException {
    Path larger = DiskBudget.free(runs) > DiskBudget.free(elsewhere) ? runs : elsewhere;
    Path smaller = larger.equals(runs) ? elsewhere : runs;
    long between = DiskBudget.free(larger) / 2 + DiskBudget.free(smaller) / 2;
    assumeTrue(between > DiskBudget.free(smaller) / 10 * 11, "the disks are alike");
    ModelFacts model = new ModelFacts("sha", "files-sha", between / CHECKPOINT_BYTES, 1, List.of());
    Recipe recipe = TestRecipes.drawn("save_steps: 1");

    RunFolder small = new RunFolder(smaller.resolve("runs"), "mine");
    Files.createDirectories(small.path());
    assertThatThrownBy(() -> DiskBudget.require(small, recipe, 1, model, 0))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith(small.runs() + ": ");
    Files.createSymbolicLink(
        small.checkpoints(), Files.createDirectory(larger.resolve("volume-1")));
    DiskBudget.require(small, recipe, 1, model, 0);

    RunFolder large = new RunFolder(larger.resolve("runs"), "mine");
    Files.createDirectories(large.path());
    DiskBudget.require(large, recipe, 1, model, 0);
    Files.createSymbolicLink(
        large.checkpoints(), Files.createDirectory(smaller.resolve("volume-2")));
    assertThatThrownBy(() -> DiskBudget.require(large, recipe, 1, model, 0))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith(large.checkpoints() + ": ");
  }

  @AfterEach
  void clear() throws IOException {
    try (Stream<Path> files = Files.walk(elsewhere)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
