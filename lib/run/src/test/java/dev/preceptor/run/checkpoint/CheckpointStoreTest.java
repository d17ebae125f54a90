package dev.preceptor.run.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.preceptor.models.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CheckpointStoreTest {

  private static final String SEAL = "learner.json";

  @TempDir Path run;

  private final List<String> damage = new ArrayList<>();

  private CheckpointStore store(OptionalInt keep) {
    return new CheckpointStore(run.resolve("checkpoints"), SEAL, keep);
  }

  private void save(CheckpointStore store, int step) {
    store.save(step, OneWeight.policy(step), OneWeight.state(step), Map.of(0, 10L * step, 3, 7L));
  }

  private List<String> names() throws IOException {
    try (Stream<Path> inside = Files.list(run.resolve("checkpoints"))) {
      return inside.map(path -> path.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void whatWasSavedComesBack() {
    CheckpointStore store = store(OptionalInt.empty());
    save(store, 5);
    SealedCheckpoint checkpoint = store.newest(9, damage::add).orElseThrow();
    assertThat(checkpoint.step()).isEqualTo(5);
    assertThat(checkpoint.nextOffsets()).isEqualTo(Map.of(0, 50L, 3, 7L));
    assertThat(store.state(checkpoint).get("master.w").data().getFloat(0)).isEqualTo(5f);
    assertThat(checkpoint.folder().resolve("model.safetensors")).exists();
    assertThat(checkpoint.folder().resolve("config.json")).exists();
  }

  @Test
  void aCheckpointThatTheLogDoesNotKnowIsNotResumedFrom() {
    CheckpointStore store = store(OptionalInt.empty());
    save(store, 5);
    save(store, 10);
    assertThat(store.newest(9, damage::add).orElseThrow().step()).isEqualTo(5);
    assertThat(store.newest(4, damage::add)).isEmpty();
  }

  @Test
  void onlyTheNewestAreKept() throws IOException {
    CheckpointStore store = store(OptionalInt.of(2));
    for (int step : List.of(5, 10, 15, 100)) {
      save(store, step);
    }
    assertThat(names()).containsExactly("step-100", "step-15");
  }

  @Test
  void aFullDiskIsNoFaultAndTheCheckpointComesWhenThereIsRoom() throws IOException {
    List<Path> measured = new ArrayList<>();
    CheckpointStore store =
        new CheckpointStore(
            run.resolve("checkpoints"),
            SEAL,
            OptionalInt.empty(),
            path -> {
              measured.add(path);
              return 0;
            });
    Path obstacle = Files.createFile(run.resolve("checkpoints"));
    assertThat(trySave(store, 5)).isFalse();
    assertThat(measured).as("not the disk of the run").containsExactly(run.resolve("checkpoints"));
    Files.delete(obstacle);
    assertThat(trySave(store, 5)).isTrue();
    assertThat(store.newest(9, damage::add).orElseThrow().step()).isEqualTo(5);
  }

  @Test
  void whatFailsThoughThereIsRoomIsSaid() throws IOException {
    CheckpointStore store =
        new CheckpointStore(
            run.resolve("checkpoints"), SEAL, OptionalInt.empty(), path -> Long.MAX_VALUE);
    Files.createFile(run.resolve("checkpoints"));
    assertThatThrownBy(() -> trySave(store, 5))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("checkpoints");
  }

  private boolean trySave(CheckpointStore store, int step) {
    return store.trySave(
        step, OneWeight.policy(step), OneWeight.state(step), Map.of(0, 10L * step));
  }

  @Test
  void anEmptyRunHasNone() {
    assertThat(store(OptionalInt.empty()).newest(100, damage::add)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"learner.json", "model.safetensors", "optimizer.safetensors"})
  void aTornCheckpointIsNamedAndPassedOverForTheOneBefore(String file) throws IOException {
    CheckpointStore store = store(OptionalInt.empty());
    save(store, 5);
    save(store, 8);
    Path torn = run.resolve("checkpoints/step-8").resolve(file);
    byte[] bytes = Files.readAllBytes(torn);
    Files.write(torn, Arrays.copyOf(bytes, bytes.length - 1));

    assertThat(store.newest(9, damage::add).orElseThrow().step()).isEqualTo(5);
    assertThat(damage).hasSize(1);
    assertThat(damage.get(0)).contains("step-8").contains("is not used");

    Files.delete(torn);
    assertThat(store.newest(9, damage::add).orElseThrow().step()).isEqualTo(5);
    assertThat(damage.get(1)).contains(file + " is missing");
  }

  @Test
  void aTornCheckpointIsWrittenAgain() throws IOException {
    CheckpointStore store = store(OptionalInt.empty());
    save(store, 5);
    Files.writeString(run.resolve("checkpoints/step-5/model.safetensors"), "x");
    assertThat(store.newest(9, damage::add)).isEmpty();

    save(store, 5);

    assertThat(store.newest(9, damage::add).orElseThrow().step()).isEqualTo(5);
  }
}
