package dev.preceptor.models.language;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.pytorch.engine.PtNDManager;
import dev.preceptor.models.InputException;
import dev.preceptor.models.checkpoint.Checkpoint;
import dev.preceptor.models.checkpoint.CheckpointWriter;
import dev.preceptor.models.checkpoint.DType;
import dev.preceptor.models.checkpoint.HostTensor;
import dev.preceptor.models.checkpoint.MemoryModel;
import dev.preceptor.models.checkpoint.ModelSource;
import dev.preceptor.models.torch.Compute;
import dev.preceptor.models.torch.Torch;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WeightsTest {

  private static final Compute BF16 = new Compute(Device.cpu(), DType.BF16);
  private static final TokenizedPrompt PROMPT =
      new TokenizedPrompt(new int[] {1, 20, 30, 40, 50, 60, 70}, 0, Optional.empty());
  private static final int[] COMPLETION = {11, 22, 33, 44, 55, 66};

  @TempDir private Path folder;
  private MemoryModel rounded;

  @BeforeEach
  void round() {
    try (Checkpoint golden = Checkpoint.open(Path.of("src/test/resources/goldens/mistral"))) {
      Map<String, HostTensor> tensors = new TreeMap<>();
      golden.tensorNames().forEach(name -> tensors.put(name, bfloat16(golden.tensor(name))));
      rounded = new MemoryModel(golden.files(), tensors);
    }
  }

  private static HostTensor bfloat16(HostTensor tensor) {
    if (tensor.dtype() == DType.BF16) {
      return tensor;
    }
    int count = (int) tensor.elements();
    ByteBuffer data = ByteBuffer.allocateDirect(2 * count).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < count; i++) {
      data.putShort(2 * i, (short) (tensor.data().getInt(4 * i) >>> 16));
    }
    return new HostTensor(DType.BF16, tensor.shape(), data);
  }

  private static float[] logprobs(ModelSource source, Compute compute) {
    try (LanguageModel model = LanguageModel.load(source, compute)) {
      return model.score(PROMPT, COMPLETION).logprobs();
    }
  }

  private Checkpoint written(long maxShardBytes) {
    Path out = folder.resolve("model-" + maxShardBytes);
    CheckpointWriter.write(out, rounded.files(), rounded.tensors(), maxShardBytes);
    return Checkpoint.open(out);
  }

  @Test
  void mappedWeightsEqualConvertedOnes() {
    float[] converted = logprobs(rounded, BF16);
    try (Checkpoint single = written(1L << 30);
        Checkpoint shards = written(40_000)) {
      assertThat(logprobs(single, BF16)).isEqualTo(converted);
      assertThat(logprobs(shards, BF16)).isEqualTo(converted);
    }
  }

  @Test
  void unalignedWeightsAreConverted() throws IOException {
    try (Checkpoint single = written(1L << 30)) {
      Path file = folder.resolve("model-" + (1L << 30)).resolve("model.safetensors");
      ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
      int header = (int) bytes.getLong(0);
      ByteBuffer odd = ByteBuffer.allocate(bytes.capacity() + 1).order(ByteOrder.LITTLE_ENDIAN);
      odd.putLong(header + 1).put(bytes.slice(8, header)).put((byte) ' ');
      odd.put(bytes.slice(8 + header, bytes.capacity() - 8 - header));
      Path other = Files.createDirectory(folder.resolve("odd"));
      Files.write(other.resolve("model.safetensors"), odd.array());
      for (Map.Entry<String, byte[]> small : single.files().entrySet()) {
        Files.write(other.resolve(small.getKey()), small.getValue());
      }
      try (Checkpoint shifted = Checkpoint.open(other)) {
        assertThat(logprobs(shifted, BF16)).isEqualTo(logprobs(single, BF16));
      }
    }
  }

  /** A log-probability changes by a few times bfloat16's 2^-8, relative to the logits' size. */
  @Test
  void bfloat16AgreesWithFloat32() {
    float[] exact = logprobs(rounded, Compute.cpu());
    float[] coarse = logprobs(rounded, BF16);
    for (int i = 0; i < exact.length; i++) {
      assertThat(coarse[i]).isCloseTo(exact[i], within(0.05f));
    }
    assertThat(coarse).isNotEqualTo(exact);
  }

  @Test
  void anUpdateReplacesMappedWeightsAndLeavesTheirFile() throws IOException {
    Map<String, HostTensor> other = new TreeMap<>(rounded.tensors());
    other.put(
        "model.norm.weight",
        new HostTensor(
            DType.BF16,
            other.get("model.norm.weight").shape(),
            ByteBuffer.allocateDirect(other.get("model.norm.weight").data().remaining())));
    MemoryModel changed = new MemoryModel(rounded.files(), other);
    try (Checkpoint single = written(1L << 30);
        LanguageModel model = LanguageModel.load(single, BF16)) {
      Path file = folder.resolve("model-" + (1L << 30)).resolve("model.safetensors");
      byte[] before = Files.readAllBytes(file);
      model.update(changed);
      assertThat(model.score(PROMPT, COMPLETION).logprobs()).isEqualTo(logprobs(changed, BF16));
      assertThat(Files.readAllBytes(file)).isEqualTo(before);
    }
  }

  /** Its weight {@code model.norm.weight} with another first element, as bfloat16. */
  private MemoryModel withElement(int bits) {
    Map<String, HostTensor> tensors = new TreeMap<>(rounded.tensors());
    HostTensor norm = tensors.get("model.norm.weight");
    ByteBuffer data =
        ByteBuffer.allocateDirect(norm.data().remaining()).order(ByteOrder.LITTLE_ENDIAN);
    data.put(0, norm.data(), 0, data.capacity()).putShort(0, (short) bits);
    tensors.put("model.norm.weight", new HostTensor(DType.BF16, norm.shape(), data));
    return new MemoryModel(rounded.files(), tensors);
  }

  @Test
  void aWeightThatIsNotFiniteIsRefusedByItsNameHoweverItIsLoaded() {
    MemoryModel flawed = withElement(0x7FC0);
    String complaint = "model in memory: weight model.norm.weight: element [0] is NaN; ";
    Architecture architecture = Architecture.of(flawed);
    assertThatThrownBy(() -> Weights.check(architecture, flawed))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith(complaint);
    for (Compute compute : List.of(BF16, Compute.cpu())) {
      assertThatThrownBy(() -> LanguageModel.load(flawed, compute))
          .isInstanceOf(InputException.class)
          .hasMessageStartingWith(complaint);
    }
    try (PtNDManager manager = Torch.manager(Device.cpu());
        LanguageModel model = LanguageModel.load(rounded, BF16)) {
      assertThatThrownBy(() -> Weights.load(manager, architecture, flawed))
          .hasMessageStartingWith(complaint);
      assertThatThrownBy(() -> model.update(flawed)).hasMessageStartingWith(complaint);
    }
    CheckpointWriter.write(
        folder.resolve("inf"), flawed.files(), withElement(0xFF80).tensors(), 1 << 30);
    try (Checkpoint mapped = Checkpoint.open(folder.resolve("inf"))) {
      assertThatThrownBy(() -> LanguageModel.load(mapped, BF16))
          .hasMessageContaining("inf: weight model.norm.weight: element [0] is -Infinity; ");
    }
  }

  /** Others, such as the masks that old checkpoints have, may hold anything. */
  @Test
  void onlyTheWeightsThatTheModelUsesMustBeFinite() {
    Map<String, HostTensor> more = new TreeMap<>(rounded.tensors());
    more.put("model.mask", HostTensor.floats(new long[] {4}, i -> Double.NEGATIVE_INFINITY));
    MemoryModel masked = new MemoryModel(rounded.files(), more);
    Weights.check(Architecture.of(masked), masked);
    assertThat(logprobs(masked, BF16)).isEqualTo(logprobs(rounded, BF16));
  }

  @Test
  void progressEndsAtTheTotal() {
    List<Long> heard = new ArrayList<>();
    long[] whole = {0};
    LanguageModel.load(
            rounded,
            BF16,
            (bytes, total) -> {
              heard.add(bytes);
              whole[0] = total;
            })
        .close();
    assertThat(heard).isSorted().last().isEqualTo(whole[0]);
    assertThat(whole[0])
        .isEqualTo(rounded.tensors().values().stream().mapToLong(t -> t.data().remaining()).sum());
  }
}
