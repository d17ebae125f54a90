package dev.preceptor.models.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.preceptor.models.InputException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointWriterTest {

  private static final Path GOLDEN = Path.of("src/test/resources/goldens/qwen2-vl");
  private static final long LARGE = 5L << 30;

  @TempDir Path folder;

  private static HostTensor tensor(DType dtype, int... bytes) {
    ByteBuffer data = ByteBuffer.allocate(bytes.length);
    for (int value : bytes) {
      data.put((byte) value);
    }
    return new HostTensor(dtype, new long[] {bytes.length / dtype.bytes()}, data.flip());
  }

  private static Map<String, HostTensor> tensors(ModelSource model) {
    Map<String, HostTensor> tensors = new TreeMap<>();
    model.tensorNames().forEach(name -> tensors.put(name, model.tensor(name)));
    return tensors;
  }

  private List<String> names(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void aWrittenCheckpointReadsBackUnchanged() {
    try (Checkpoint model = Checkpoint.open(GOLDEN)) {
      for (long maxShardBytes : new long[] {LARGE, 300_000, 1}) {
        Path copy = folder.resolve("copy-" + maxShardBytes);
        CheckpointWriter.write(copy, model.files(), tensors(model), maxShardBytes);
        try (Checkpoint again = Checkpoint.open(copy)) {
          assertThat(again.files().keySet()).isEqualTo(model.files().keySet());
          assertThat(again.tensorNames()).isEqualTo(model.tensorNames());
          assertThat(PolicyHash.sha256(again)).isEqualTo(PolicyHash.sha256(model));
        }
      }
    }
  }

  @Test
  void shardsAndTheirIndexHaveHuggingFaceNames() throws IOException {
    Path target = folder.resolve("model");
    Map<String, HostTensor> tensors =
        Map.of(
            "a", tensor(DType.U8, 1, 2, 3),
            "b", tensor(DType.U8, 4, 5, 6, 7, 8),
            "c", tensor(DType.U8, 9));
    CheckpointWriter.write(target, Map.of(), tensors, 4);
    assertThat(names(target))
        .containsExactly(
            "model-00001-of-00003.safetensors",
            "model-00002-of-00003.safetensors",
            "model-00003-of-00003.safetensors",
            "model.safetensors.index.json");
    JsonNode index =
        new ObjectMapper().readTree(target.resolve("model.safetensors.index.json").toFile());
    assertThat(index.get("metadata").get("total_size").asLong()).isEqualTo(9);
    assertThat(index.get("weight_map").get("b").asText())
        .isEqualTo("model-00002-of-00003.safetensors");
  }

  @Test
  void theHeaderIsPaddedAndTensorsAreAligned() throws IOException {
    Path target = folder.resolve("model");
    CheckpointWriter.write(
        target,
        Map.of(),
        Map.of("a", tensor(DType.U8, 1), "b", tensor(DType.F32, 0, 0, (byte) 0x80, 0x3f)),
        LARGE);
    ByteBuffer file =
        ByteBuffer.wrap(Files.readAllBytes(target.resolve("model.safetensors")))
            .order(ByteOrder.LITTLE_ENDIAN);
    long headerBytes = file.getLong();
    assertThat(headerBytes % 8).isZero();
    byte[] header = new byte[(int) headerBytes];
    file.get(header);
    assertThat(new String(header, StandardCharsets.UTF_8).stripTrailing())
        .isEqualTo(
            "{\"__metadata__\":{\"format\":\"pt\"},"
                + "\"b\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]},"
                + "\"a\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[4,5]}}");
    assertThat(file.getFloat()).isEqualTo(1.0f);
  }

  @Test
  void otherTensorsAreWrittenWithTheModelInTheSameRename() {
    Path target = folder.resolve("step-3");
    CheckpointWriter.write(
        target,
        Map.of("trainer_state.json", "{}".getBytes(StandardCharsets.UTF_8)),
        Map.of("w", tensor(DType.U8, 1)),
        LARGE,
        Map.of("optimizer.safetensors", Map.of("w.exp_avg", tensor(DType.U8, 7))));
    try (SafetensorsFile optimizer =
        SafetensorsFile.open(target.resolve("optimizer.safetensors"))) {
      assertThat(optimizer.tensor("w.exp_avg").data().get()).isEqualTo((byte) 7);
      assertThat(optimizer.metadata()).containsEntry("format", "pt");
    }
    assertThat(target.resolve("trainer_state.json")).exists();
  }

  @Test
  void aCheckpointIsReplacedWhole() throws IOException {
    Path target = folder.resolve("model");
    CheckpointWriter.write(
        target, Map.of(), Map.of("a", tensor(DType.U8, 1), "b", tensor(DType.U8, 2)), 1);
    CheckpointWriter.write(target, Map.of(), Map.of("a", tensor(DType.U8, 3)), LARGE);
    assertThat(names(target)).containsExactly("model.safetensors");
    assertThat(names(folder)).containsExactly("model");
  }

  @Test
  void aFolderWithOtherFilesIsNotReplaced() throws IOException {
    Path target = Files.createDirectories(folder.resolve("thesis"));
    Files.writeString(target.resolve("chapter-1.txt"), "years of work");
    assertThatThrownBy(
            () -> CheckpointWriter.write(target, Map.of(), Map.of("a", tensor(DType.U8, 1)), LARGE))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("thesis");
    assertThat(target.resolve("chapter-1.txt")).exists();
    Path file = Files.writeString(folder.resolve("file"), "x");
    assertThatThrownBy(() -> CheckpointWriter.write(file, Map.of(), Map.of(), LARGE))
        .isInstanceOf(InputException.class);
    assertThatThrownBy(
            () ->
                CheckpointWriter.write(
                    folder.resolve("new"), Map.of("../x", new byte[0]), Map.of(), LARGE))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("../x");
    assertThat(names(folder)).containsExactly("file", "thesis");
  }

  @Test
  void aFolderThatCannotBeWrittenIsNamed() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "x");
    assertThatThrownBy(
            () -> CheckpointWriter.write(file.resolve("model"), Map.of(), Map.of(), LARGE))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("file");
    assertThat(names(folder)).containsExactly("file");
  }

  @Test
  void theHashCoversNamesTypesShapesAndValuesOnly() {
    HostTensor one = tensor(DType.U8, 1, 2, 3, 4);
    String hash = hash("a", one);
    assertThat(hash).hasSize(64).isEqualTo(hash("a", tensor(DType.U8, 1, 2, 3, 4)));
    assertThat(hash("b", one)).isNotEqualTo(hash);
    assertThat(hash("a", tensor(DType.U8, 1, 2, 3, 5))).isNotEqualTo(hash);
    assertThat(hash("a", tensor(DType.F32, 1, 2, 3, 4))).isNotEqualTo(hash);
    assertThat(hash("a", new HostTensor(DType.U8, new long[] {2, 2}, one.data())))
        .isNotEqualTo(hash);
    MemoryModel withFile = new MemoryModel(Map.of("config.json", new byte[1]), Map.of("a", one));
    assertThat(PolicyHash.sha256(withFile)).isEqualTo(hash);
  }

  private static String hash(String name, HostTensor tensor) {
    return PolicyHash.sha256(new MemoryModel(Map.of(), Map.of(name, tensor)));
  }
}
