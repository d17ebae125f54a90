package dev.preceptor.learner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.preceptor.models.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointStoreTest {

  @TempDir Path run;

  private final Fakes.OneWeight trainer = new Fakes.OneWeight();

  private CheckpointStore store(OptionalInt keep) {
    return new CheckpointStore(run.resolve("checkpoints"), keep);
  }

  private void save(CheckpointStore store, int step) {
    trainer.restore(Map.of("master.w", Fakes.tensor(step)));
    store.save(step, trainer.policy(), trainer.state(), Map.of(0, 10L * step, 3, 7L));
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
    LearnerCheckpoint checkpoint = store.newest(9).orElseThrow();
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
    assertThat(store.newest(9).orElseThrow().step()).isEqualTo(5);
    assertThat(store.newest(4)).isEmpty();
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
  void anEmptyRunHasNone() {
    assertThat(store(OptionalInt.empty()).newest(100)).isEmpty();
  }

  @Test
  void aDamagedCheckpointIsNamed() throws IOException {
    CheckpointStore store = store(OptionalInt.empty());
    save(store, 5);
    Path file = run.resolve("checkpoints/step-5/learner.json");
    Files.writeString(file, "{}");
    assertThatThrownBy(() -> store.newest(9))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("step-5")
        .hasMessageContaining("remove the folder");
  }
}
