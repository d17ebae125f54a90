package dev.preceptor.models.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.preceptor.models.InputException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CheckpointTest {

  private static final Path GOLDEN = Path.of("src/test/resources/goldens/qwen2-vl");

  @TempDir Path folder;

  /** A safetensors file with this header and this many bytes of tensors. */
  static byte[] safetensors(String header, int dataBytes) {
    byte[] json = header.getBytes(StandardCharsets.UTF_8);
    ByteBuffer file =
        ByteBuffer.allocate(8 + json.length + dataBytes).order(ByteOrder.LITTLE_ENDIAN);
    file.putLong(json.length).put(json);
    for (int i = 0; i < dataBytes; i++) {
      file.put((byte) i);
    }
    return file.array();
  }

  private Path write(String name, byte[] bytes) throws IOException {
    return Files.write(folder.resolve(name), bytes);
  }

  private void assertRefused(String... parts) {
    assertThatThrownBy(
            () -> {
              try (Checkpoint model = Checkpoint.open(folder)) {
                model.tensorNames().forEach(model::tensor);
              }
            })
        .isInstanceOf(InputException.class)
        .hasMessageContaining(folder.toString())
        .hasMessageNotContaining("\n")
        .hasMessageContainingAll(parts);
  }

  @Test
  void aByteOrderMarkIsNoPartOfASmallFile() throws IOException {
    byte[] mark = "\ufeff".getBytes(StandardCharsets.UTF_8);
    Map<String, byte[]> plain = Checkpoint.smallFiles(GOLDEN);
    for (Map.Entry<String, byte[]> file : plain.entrySet()) {
      byte[] marked = Arrays.copyOf(mark, mark.length + file.getValue().length);
      System.arraycopy(file.getValue(), 0, marked, mark.length, file.getValue().length);
      write(file.getKey(), marked);
    }
    assertThat(Checkpoint.smallFiles(folder))
        .hasSizeGreaterThan(8)
        .containsExactlyInAnyOrderEntriesOf(plain);

    write("merges.txt", "a b".getBytes(StandardCharsets.UTF_16));
    assertThatThrownBy(() -> Checkpoint.smallFiles(folder))
        .isInstanceOf(InputException.class)
        .hasMessage(
            folder.resolve("merges.txt")
                + ": cannot be read (it is in UTF-16 or UTF-32; save it as UTF-8)");
  }

  @Test
  void aTextThatIsNotUtf8IsRefusedByName() throws IOException {
    MemoryModel model =
        new MemoryModel(Map.of("merges.txt", "é".getBytes(StandardCharsets.ISO_8859_1)), Map.of());
    assertThat(model.text("vocab.txt")).isEmpty();
    assertThatThrownBy(() -> model.text("merges.txt"))
        .isInstanceOf(InputException.class)
        .hasMessage("model in memory/merges.txt: it is not UTF-8 in line 1; save it as UTF-8");
  }

  @Test
  void aPublishedFolderIsReadWithItsShards() {
    try (Checkpoint model = Checkpoint.open(GOLDEN)) {
      assertThat(model.files().keySet())
          .contains("config.json", "tokenizer.json", "chat_template.jinja", "vocab.json")
          .doesNotContain("golden.json", "model.safetensors.index.json", "photo.jpg");
      HostTensor embedding = model.tensor("model.embed_tokens.weight");
      assertThat(embedding.dtype()).isEqualTo(DType.BF16);
      assertThat(embedding.shape()).containsExactly(832, 96);
      assertThat(embedding.elements()).isEqualTo(832 * 96);
      assertThat(embedding.data().isDirect()).isTrue();
      assertThat(embedding.data().order()).isEqualTo(ByteOrder.LITTLE_ENDIAN);
      for (String name : model.tensorNames()) {
        assertThat(model.tensor(name).data().remaining()).isPositive();
      }
      assertThatThrownBy(() -> model.tensor("lm_tail.weight"))
          .isInstanceOf(InputException.class)
          .hasMessageContaining("lm_tail.weight");
    }
  }

  @Test
  void valuesAreReadFromTheOffsetsInTheHeader() throws IOException {
    write(
        "model.safetensors",
        safetensors(
            "{\"__metadata__\":{\"format\":\"pt\"},"
                + "\"b\":{\"dtype\":\"I16\",\"shape\":[2],\"data_offsets\":[1,5]},"
                + "\"a\":{\"dtype\":\"U8\",\"shape\":[],\"data_offsets\":[0,1]},"
                + "\"none\":{\"dtype\":\"F32\",\"shape\":[0,3],\"data_offsets\":[5,5]}}",
            5));
    try (Checkpoint model = Checkpoint.open(folder)) {
      assertThat(model.tensorNames()).containsExactly("a", "b", "none");
      assertThat(model.tensor("a").data().get()).isZero();
      assertThat(model.tensor("b").data().getShort(2)).isEqualTo((short) 0x0403);
      assertThat(model.tensor("none").data().remaining()).isZero();
    }
  }

  @Test
  void tensorsOutliveTheCheckpoint() {
    HostTensor tensor;
    try (Checkpoint model = Checkpoint.open(GOLDEN)) {
      tensor = model.tensor("model.norm.weight");
    }
    assertThat(tensor.data().getShort(0)).isNotZero();
  }

  @Test
  void tensorsBeyondTwoGibibytesIntoAFileAreRead() throws IOException {
    long far = 3L << 30;
    String header =
        "{\"hole\":{\"dtype\":\"U8\",\"shape\":[%d],\"data_offsets\":[0,%d]},".formatted(far, far)
            + "\"far\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[%d,%d]}}"
                .formatted(far, far + 4);
    Path file = write("model.safetensors", safetensors(header, 0));
    long start = Files.size(file);
    try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
      sparse.seek(start + far);
      sparse.write(new byte[] {0, 0, (byte) 0x80, 0x3f});
    }
    try (Checkpoint model = Checkpoint.open(folder)) {
      assertThat(model.tensor("far").data().getFloat()).isEqualTo(1.0f);
      assertThatThrownBy(() -> model.tensor("hole"))
          .isInstanceOf(InputException.class)
          .hasMessageContainingAll("hole", "3221225472");
    }
  }

  @Test
  void pickledWeightsAreRefusedWithTheFix() throws IOException {
    Files.writeString(folder.resolve("config.json"), "{}");
    Files.writeString(folder.resolve("pytorch_model.bin.index.json"), "{}");
    assertRefused("the weights are pickled", "write model.safetensors with transformers'");
  }

  @Test
  void aFolderWithoutWeightsIsRefused() throws IOException {
    write("config.json", "{}".getBytes(StandardCharsets.UTF_8));
    assertRefused("no weights (");
    assertThatThrownBy(() -> Checkpoint.open(folder.resolve("nowhere")))
        .isInstanceOf(InputException.class)
        .hasMessageContainingAll("nowhere", "no such folder");
  }

  @Test
  void aHeaderThatClaimsAHundredGigabytesIsRefused() throws IOException {
    byte[] file = safetensors("{}", 0);
    ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).putLong(0, 100_000_000_000L);
    write("model.safetensors", file);
    assertRefused("model.safetensors", "claims 100000000000 bytes");
    ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).putLong(0, -1);
    write("model.safetensors", file);
    assertRefused("claims 18446744073709551615 bytes");
    write("model.safetensors", new byte[5]);
    assertRefused("5 bytes are too few");
  }

  @Test
  void aPointerOfGitLfsIsRefusedWithTheFix() throws IOException {
    write("config.json", "{}".getBytes(StandardCharsets.UTF_8));
    String pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n";
    write("model.safetensors", pointer.getBytes(StandardCharsets.US_ASCII));
    assertRefused("model.safetensors: is a Git LFS pointer", "run git lfs pull");
  }

  @Test
  void aTruncatedFileIsRefusedByName() throws IOException {
    byte[] whole = Files.readAllBytes(GOLDEN.resolve("model-00002-of-00002.safetensors"));
    for (int length : new int[] {0, 7, 8, 100, whole.length / 2, whole.length - 1}) {
      write("model.safetensors", Arrays.copyOf(whole, length));
      assertRefused("model.safetensors");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[]",
        "{\"a\":3}",
        "{\"a\":{}}",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,8]}}",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[-4,4]}}",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[8,0]}}",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[4],\"data_offsets\":[0,16]}}",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}}",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[-1,-2],\"data_offsets\":[0,8]}}",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[1.5],\"data_offsets\":[0,8]}}",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":2,\"data_offsets\":[0,8]}}",
        "{\"a\":{\"dtype\":\"F31\",\"shape\":[2],\"data_offsets\":[0,8]}}",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8,9]}}",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[4611686018427387904,8],\"data_offsets\":[0,8]}}",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,99999999999999999999]}}",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]},"
            + "\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]},"
            + "\"b\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}}",
        "{\"__metadata__\":{\"a\":{\"b\":1}}}",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}",
      })
  void aHeaderThatDoesNotFitItsFileIsRefused(String header) throws IOException {
    write("model.safetensors", safetensors(header, 8));
    assertRefused("model.safetensors");
  }

  @Test
  void shardsMustBeInTheFolder() throws IOException {
    for (String shard :
        new String[] {"../model.safetensors", "/etc/x.safetensors", "a/b.safetensors", "", ".."}) {
      write(
          "model.safetensors.index.json",
          "{\"weight_map\":{\"a\":\"%s\"}}".formatted(shard).getBytes(StandardCharsets.UTF_8));
      assertRefused("model.safetensors.index.json", "\"" + shard + "\"");
    }
    write(
        "model.safetensors.index.json",
        "{\"weight_map\":{\"a\":\"x.safetensors\"}}".getBytes(StandardCharsets.UTF_8));
    assertRefused("x.safetensors", "no such file");
    write("model.safetensors.index.json", "{\"weight_map\":".getBytes(StandardCharsets.UTF_8));
    assertRefused("not valid JSON");
  }

  /** As in transformers, an index says which files there are; the files say what they hold. */
  @Test
  void theTensorsAreThoseOfTheShards() throws IOException {
    String shard = "{\"%s\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}";
    write("x.safetensors", safetensors(shard.formatted("a"), 4));
    write("y.safetensors", safetensors(shard.formatted("unlisted"), 4));
    String index =
        """
        {"weight_map": {
          "a": "x.safetensors", "nobody.needs.it": "x.safetensors", "b": "y.safetensors"}}
        """;
    write("model.safetensors.index.json", index.getBytes(StandardCharsets.UTF_8));
    try (Checkpoint model = Checkpoint.open(folder)) {
      assertThat(model.tensorNames()).containsExactly("a", "unlisted");
      assertThat(model.tensor("a").shape()).containsExactly(1);
    }
  }

  /** Reading a damaged file gives either a model or an InputException. */
  @Test
  void damageCausesNoOtherException() throws IOException {
    byte[] whole = Files.readAllBytes(GOLDEN.resolve("model-00002-of-00002.safetensors"));
    Random random = new Random(3);
    for (int i = 0; i < 500; i++) {
      byte[] damaged = whole.clone();
      for (int hit = 0; hit < 3; hit++) {
        damaged[random.nextInt(1500)] = (byte) random.nextInt();
      }
      write("model.safetensors", damaged);
      try (Checkpoint model = Checkpoint.open(folder)) {
        model.tensorNames().forEach(model::tensor);
      } catch (InputException e) {
        assertThat(e.getMessage()).doesNotContain("\n");
      }
    }
  }

  @Test
  void aSmallFileThatIsHugeIsRefused() throws IOException {
    write("model.safetensors", safetensors("{}", 0));
    try (RandomAccessFile sparse =
        new RandomAccessFile(folder.resolve("tokenizer.json").toFile(), "rw")) {
      sparse.setLength(Checkpoint.MAX_SMALL_FILE_BYTES + 1);
    }
    assertRefused("tokenizer.json", "67108865 bytes");
    Files.delete(folder.resolve("tokenizer.json"));
    try (RandomAccessFile sparse =
        new RandomAccessFile(folder.resolve("config.json").toFile(), "rw")) {
      sparse.setLength((1 << 20) + 1);
    }
    assertRefused("config.json", "1048577 bytes; such a file may have at most 1048576");
  }

  /** Of no bytes each: the file's size does not bound them. */
  @Test
  void aFileOfVeryManyTensorsIsRefused() throws IOException {
    String header =
        IntStream.rangeClosed(0, 100_000)
            .mapToObj("\"%d\":{\"dtype\":\"F32\",\"shape\":[0],\"data_offsets\":[0,0]}"::formatted)
            .collect(Collectors.joining(",", "{", "}"));
    write("model.safetensors", safetensors(header, 0));
    assertRefused("model.safetensors", "more than 100000 tensors");
  }

  @Test
  void jsonFilesAreReadStrictly() {
    Map<String, byte[]> files = new HashMap<>();
    files.put("config.json", "{\"a\": 1}".getBytes(StandardCharsets.UTF_8));
    files.put("twice.json", "{\"a\": 1, \"a\": 2}".getBytes(StandardCharsets.UTF_8));
    files.put("list.json", "[]".getBytes(StandardCharsets.UTF_8));
    files.put("nan.json", "{\"a\": NaN}".getBytes(StandardCharsets.UTF_8));
    MemoryModel model = new MemoryModel(files, Map.of());
    assertThat(model.json("config.json").orElseThrow().get("a").asInt()).isEqualTo(1);
    assertThat(model.json("missing.json")).isEmpty();
    assertThatThrownBy(() -> model.json("twice.json"))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("twice.json");
    assertThatThrownBy(() -> model.json("list.json")).isInstanceOf(InputException.class);
    assertThatThrownBy(() -> model.json("nan.json"))
        .isInstanceOf(InputException.class)
        .hasMessage(
            model.place()
                + "/nan.json: not valid JSON (Non-standard token 'NaN'); fetch the file again");
  }
}
