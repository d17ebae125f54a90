package dev.preceptor.run.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.preceptor.models.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Tag;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterTry;
import net.jqwik.api.lifecycle.BeforeTry;

/** Learners that are killed at any file operation of their checkpoints. */
@Tag("slow")
class CheckpointCrashTest {

  private static final int STEPS = 6;

  private Path folder;

  @BeforeTry
  void makeFolder() throws IOException {
    folder = Files.createTempDirectory("checkpoints");
  }

  @AfterTry
  void deleteFolder() throws IOException {
    try (Stream<Path> inside = Files.walk(folder)) {
      for (Path path : inside.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }

  private static void save(CheckpointStore store, int step) {
    store.save(step, OneWeight.policy(step), OneWeight.state(step), Map.of(0, 10L * step));
  }

  private CheckpointStore store(Path path, int keep) {
    return new CheckpointStore(path.resolve("checkpoints"), "learner.json", OptionalInt.of(keep));
  }

  /** The newest, which must be what its step left; none may be torn. */
  private int newest(int keep) {
    List<String> damage = new ArrayList<>();
    CheckpointStore store = store(folder, keep);
    Optional<SealedCheckpoint> newest = store.newest(Integer.MAX_VALUE, damage::add);
    assertThat(damage).isEmpty();
    newest.ifPresent(
        found -> {
          assertThat(found.nextOffsets()).isEqualTo(Map.of(0, 10L * found.step()));
          assertThat(store.state(found).get("master.w").data().getFloat(0))
              .isEqualTo((float) found.step());
        });
    return newest.map(SealedCheckpoint::step).orElse(0);
  }

  private List<String> names() throws IOException {
    Path checkpoints = folder.resolve("checkpoints");
    if (!Files.exists(checkpoints)) {
      return List.of();
    }
    try (Stream<Path> inside = Files.list(checkpoints)) {
      return inside.map(path -> path.getFileName().toString()).sorted().toList();
    }
  }

  @Property(tries = 150)
  void aKillAtAnyFileOperationCostsOnlyTheCheckpointThatWasUnderWay(
      @ForAll long seed,
      @ForAll @IntRange(max = 90) int firstKill,
      @ForAll @IntRange(min = 1, max = 3) int keep)
      throws IOException {
    Random random = new Random(seed);
    int operations = firstKill;
    int saved = 0;
    while (saved < STEPS) {
      TornFiles files = TornFiles.killedAfter(operations);
      int before = saved;
      try {
        CheckpointStore store = store(files.path(folder), keep);
        store.clearRemains();
        for (int step = saved + 1; step <= STEPS; step++) {
          save(store, step);
          saved = step;
        }
      } catch (TornFiles.Killed e) {
        assertThat(newest(keep)).isBetween(saved, saved + 1);
        saved = newest(keep);
      }
      // Seldom so early that nothing is ever saved.
      operations = saved == before ? 90 : random.nextInt(60);
    }
    CheckpointStore last = store(folder, keep);
    last.clearRemains();
    save(last, STEPS);
    assertThat(newest(keep)).isEqualTo(STEPS);
    assertThat(names()).hasSize(keep).allMatch(name -> name.startsWith("step-"));
  }

  /**
   * As one that wakes up in the midst of a checkpoint which its successor has written meanwhile.
   */
  @Property(tries = 150)
  void aLearnerThatWasReplacedHarmsNoCheckpointOfItsSuccessor(
      @ForAll @IntRange(max = 40) int operations,
      @ForAll @IntRange(min = 3, max = 6) int successorsStep,
      @ForAll @IntRange(min = 1, max = 2) int keep)
      throws IOException {
    TornFiles files =
        new TornFiles(
            operations,
            () -> {
              CheckpointStore successor = store(folder, keep);
              successor.clearRemains();
              for (int step = 3; step <= successorsStep; step++) {
                save(successor, step);
              }
            });
    CheckpointStore replaced = store(files.path(folder), keep);
    save(store(folder, keep), 2);
    try {
      save(replaced, 3);
    } catch (InputException e) {
      assertThat(files.struck()).isTrue();
    }
    assertThat(newest(keep)).isEqualTo(files.struck() ? successorsStep : 3);
    save(store(folder, keep), 7);
    assertThat(newest(keep)).isEqualTo(7);
  }

  /** As one that wakes up while its successor writes the same checkpoint. */
  @Property(tries = 100)
  void aLearnerThatWasReplacedDisturbsNoCheckpointThatIsBeingWritten(
      @ForAll @IntRange(max = 40) int operations, @ForAll @IntRange(min = 1, max = 2) int keep)
      throws IOException {
    TornFiles files = new TornFiles(operations, () -> save(store(folder, keep), 3));
    save(store(folder, keep), 2);
    save(store(files.path(folder), keep), 3);
    assertThat(newest(keep)).isEqualTo(3);
    assertThat(names()).allMatch(name -> name.startsWith("step-"));
  }
}
