package dev.preceptor.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.preceptor.models.InputException;
import dev.preceptor.models.checkpoint.DType;
import dev.preceptor.models.checkpoint.HostTensor;
import dev.preceptor.models.checkpoint.MemoryModel;
import dev.preceptor.models.checkpoint.PolicyHash;
import dev.preceptor.schemas.PolicyChunk;
import dev.preceptor.schemas.RecordCodec;
import dev.preceptor.schemas.TensorDtype;
import dev.preceptor.schemas.TensorPiece;
import dev.preceptor.schemas.UnreadableRecordException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class PolicyLogTest {
  private static final long MAX_BYTES = 1 << 20;
  private static final RecordCodec<PolicyChunk> CODEC = RecordCodec.of(PolicyChunk.class);

  @Property(tries = 200)
  void chunksInAnyOrderWithDuplicatesRebuildTheWeights(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 400) int chunkBytes) {
    Random random = new Random(seed);
    MemoryModel model = model(random);
    List<PolicyChunk> chunks = chunks(7, model, chunkBytes);
    List<PolicyChunk> log = new ArrayList<>(chunks);
    chunks.stream().filter(any -> random.nextBoolean()).forEach(log::add);
    Collections.shuffle(log, random);

    List<AssembledPolicy> assembled = assemble(new PolicyAssembler(MAX_BYTES, 0), log);

    assertThat(assembled).hasSize(1);
    assertThat(assembled.get(0).version()).isEqualTo(7);
    assertThat(assembled.get(0).sha256()).isEqualTo(PolicyHash.sha256(model));
    assertSame(assembled.get(0).weights(), model);
  }

  @Property(tries = 100)
  void interleavedVersionsDoNotMixTheirWeights(@ForAll long seed) {
    Random random = new Random(seed);
    Map<Integer, MemoryModel> models = new HashMap<>();
    List<PolicyChunk> log = new ArrayList<>();
    for (int version = 1; version <= 3; version++) {
      models.put(version, model(random));
      log.addAll(chunks(version, models.get(version), 50));
    }
    Collections.shuffle(log, random);

    List<AssembledPolicy> assembled = assemble(new PolicyAssembler(MAX_BYTES, 0), log);

    assertThat(assembled).extracting(AssembledPolicy::version).isSorted().endsWith(3);
    assembled.forEach(policy -> assertSame(policy.weights(), models.get(policy.version())));
  }

  @Property(tries = 500)
  void aDamagedChunkNeverBecomesAPolicy(
      @ForAll long seed, @ForAll @IntRange(max = 10_000) int place, @ForAll byte value) {
    MemoryModel model = model(new Random(seed));
    PolicyAssembler assembler = new PolicyAssembler(MAX_BYTES, 0);
    for (PolicyChunk chunk : chunks(7, model, 100)) {
      byte[] bytes = CODEC.encode(chunk);
      bytes[place % bytes.length] ^= value;
      try {
        assembler
            .accept(CODEC.decode(bytes))
            .ifPresent(version -> assertSameTensors(assembler.at(version).weights(), model));
      } catch (UnreadableRecordException e) {
        assertThat(e.getMessage()).doesNotContain("\n");
      }
    }
  }

  @Test
  void filesComeFirstAndChunksKeepTheirSize() {
    List<PolicyChunk> chunks = chunks(1, model(new Random(1)), 64);
    assertThat(chunks.get(0).getFiles()).containsKey("config.json");
    for (PolicyChunk chunk : chunks) {
      int bytes =
          Stream.concat(
                  chunk.getFiles().values().stream(),
                  chunk.getPieces().stream().map(TensorPiece::getData))
              .mapToInt(ByteBuffer::remaining)
              .sum();
      assertThat(bytes).isLessThanOrEqualTo(64);
    }
    assertThat(PolicyChunks.key(chunks.get(1))).isEqualTo("1/1");
  }

  @Test
  void anOlderVersionIsDroppedOnceANewerOneIsComplete() {
    List<PolicyChunk> older = chunks(1, model(new Random(1)), 64);
    List<PolicyChunk> newer = chunks(2, model(new Random(2)), 64);
    PolicyAssembler assembler = new PolicyAssembler(MAX_BYTES, 0);

    assertThat(assemble(assembler, older.subList(0, 1))).isEmpty();
    assertThat(assemble(assembler, newer)).hasSize(1);
    assertThat(assemble(assembler, older)).isEmpty();
  }

  @Test
  void versionsThatAreNeverCompletedDoNotFillTheMemory() {
    PolicyAssembler assembler = new PolicyAssembler(MAX_BYTES, 0);
    List<PolicyChunk> wanted = chunks(1000, model(new Random(1)), 64);
    for (int version = 0; version < 1000; version++) {
      assembler.accept(chunks(version, model(new Random(version)), 64).get(0));
    }
    assertThat(assemble(assembler, wanted)).hasSize(1);
  }

  @Test
  void weightsWithAnotherHashAreRefused() {
    MemoryModel model = model(new Random(1));
    List<PolicyChunk> chunks = new ArrayList<>();
    PolicyChunks.split(3, "0".repeat(64), model, 1000).forEachRemaining(chunks::add);
    assertThatThrownBy(() -> assemble(new PolicyAssembler(MAX_BYTES, 0), chunks))
        .isInstanceOf(UnreadableRecordException.class)
        .hasMessageContaining("the weights of version 3 hash to");
  }

  @Test
  void hostileChunksAreRefusedWithTheReason() {
    refused(
        "file name ../config.json has a path or unusual characters",
        c -> rename(c, "../config.json"));
    refused(
        "file name /etc/passwd has a path or unusual characters", c -> rename(c, "/etc/passwd"));
    refused("file name .hidden has a path or unusual characters", c -> rename(c, ".hidden"));
    refused("version -1 is negative", c -> c.setVersion(-1));
    refused("0 chunks; 1 to", c -> c.setChunks(0));
    refused("2147483647 chunks; 1 to", c -> c.setChunks(Integer.MAX_VALUE));
    refused("chunk 2 does not exist; there are 2", c -> c.setChunk(2));
    refused("chunk -1 does not exist; there are 2", c -> c.setChunk(-1));
    refused("its sha256 is not 64 lower-case hex digits", c -> c.setSha256("ab"));
    refused("tensor w of 8 bytes has no 8 bytes at -1", c -> piece(c).setOffset(-1));
    refused("tensor w of 8 bytes has no 8 bytes at 1", c -> piece(c).setOffset(1));
    refused("bytes at 9223372036854775807", c -> piece(c).setOffset(Long.MAX_VALUE));
    refused("tensor w has a size of -2", c -> piece(c).setShape(List.of(-2L)));
    refused(
        "tensor w has more than 8 dimensions", c -> piece(c).setShape(Collections.nCopies(9, 1L)));
    refused(
        "tensor w is larger than 2 GiB", c -> piece(c).setShape(Collections.nCopies(8, 1L << 30)));
    refused(
        "version 4 takes more than the 1048576 bytes", c -> piece(c).setShape(List.of(1L << 20)));
    refused("tensor w comes with two", c -> c.setPieces(List.of(piece(c), otherType())));
  }

  @Test
  void aTensorWithAGapIsRefused() {
    PolicyChunk chunk = chunk();
    chunk.setChunks(1);
    piece(chunk).setData(ByteBuffer.allocate(4));
    assertThatThrownBy(() -> new PolicyAssembler(MAX_BYTES, 0).accept(chunk))
        .isInstanceOf(UnreadableRecordException.class)
        .hasMessageContaining("tensor w of version 4 is missing 4 bytes");
  }

  @Test
  void aTypeThatCannotBePublishedIsNamed() {
    MemoryModel model =
        new MemoryModel(
            Map.of(),
            Map.of("w", new HostTensor(DType.F16, new long[] {1}, ByteBuffer.allocate(2))));
    assertThatThrownBy(() -> PolicyChunks.split(1, "", model, 100))
        .isInstanceOf(InputException.class)
        .hasMessage("tensor w: type F16 cannot be published; use F32 or BF16");
  }

  private static void refused(String reason, Consumer<PolicyChunk> damage) {
    PolicyChunk chunk = chunk();
    damage.accept(chunk);
    assertThatThrownBy(() -> new PolicyAssembler(MAX_BYTES, 0).accept(chunk))
        .isInstanceOf(UnreadableRecordException.class)
        .hasMessageStartingWith("not a policy chunk: ")
        .hasMessageContaining(reason);
  }

  private static PolicyChunk chunk() {
    TensorPiece piece =
        new TensorPiece("w", TensorDtype.F32, List.of(2L), 0L, ByteBuffer.allocate(8));
    Map<String, ByteBuffer> files = Map.of("config.json", ByteBuffer.allocate(2));
    return new PolicyChunk(4, 0, 2, "0".repeat(64), files, List.of(piece), -1, List.of());
  }

  private static TensorPiece otherType() {
    return new TensorPiece("w", TensorDtype.BF16, List.of(4L), 0L, ByteBuffer.allocate(8));
  }

  private static TensorPiece piece(PolicyChunk chunk) {
    return chunk.getPieces().get(0);
  }

  private static void rename(PolicyChunk chunk, String name) {
    chunk.setFiles(Map.of(name, ByteBuffer.allocate(2)));
  }

  private static List<PolicyChunk> chunks(int version, MemoryModel model, int chunkBytes) {
    List<PolicyChunk> chunks = new ArrayList<>();
    PolicyChunks.split(version, PolicyHash.sha256(model), model, chunkBytes)
        .forEachRemaining(chunk -> chunks.add(CODEC.decode(CODEC.encode(chunk))));
    return chunks;
  }

  private static List<AssembledPolicy> assemble(
      PolicyAssembler assembler, List<PolicyChunk> chunks) {
    return chunks.stream()
        .map(assembler::accept)
        .flatMap(Optional::stream)
        .map(assembler::at)
        .toList();
  }

  private static MemoryModel model(Random random) {
    Map<String, HostTensor> tensors = new HashMap<>();
    for (int i = 0; i < 1 + random.nextInt(6); i++) {
      DType dtype = random.nextBoolean() ? DType.F32 : DType.BF16;
      long[] shape = random.longs(random.nextInt(4), 0, 5).toArray();
      int elements = 1;
      for (long size : shape) {
        elements *= (int) size;
      }
      byte[] bytes = new byte[elements * dtype.bytes()];
      random.nextBytes(bytes);
      tensors.put("layer." + i, new HostTensor(dtype, shape, ByteBuffer.wrap(bytes)));
    }
    Map<String, byte[]> files =
        Map.of("config.json", new byte[] {'{', '}'}, "tokenizer.json", new byte[40]);
    return new MemoryModel(files, tensors);
  }

  private static void assertSame(MemoryModel actual, MemoryModel expected) {
    assertThat(actual.files().keySet()).isEqualTo(expected.files().keySet());
    expected
        .files()
        .forEach((name, bytes) -> assertThat(actual.files()).containsEntry(name, bytes));
    assertSameTensors(actual, expected);
  }

  private static void assertSameTensors(MemoryModel actual, MemoryModel expected) {
    assertThat(actual.tensorNames()).isEqualTo(expected.tensorNames());
    for (String name : expected.tensorNames()) {
      assertThat(actual.tensor(name).dtype()).isEqualTo(expected.tensor(name).dtype());
      assertThat(actual.tensor(name).shape()).isEqualTo(expected.tensor(name).shape());
      assertThat(actual.tensor(name).data()).isEqualTo(expected.tensor(name).data());
    }
  }
}
