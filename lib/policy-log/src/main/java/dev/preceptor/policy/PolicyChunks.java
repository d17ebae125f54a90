package dev.preceptor.policy;

import dev.preceptor.models.InputException;
import dev.preceptor.models.checkpoint.DType;
import dev.preceptor.models.checkpoint.HostTensor;
import dev.preceptor.models.checkpoint.ModelSource;
import dev.preceptor.schemas.Excerpt;
import dev.preceptor.schemas.PolicyChunk;
import dev.preceptor.schemas.TensorDelta;
import dev.preceptor.schemas.TensorDtype;
import dev.preceptor.schemas.TensorPiece;
import dev.preceptor.schemas.Topics;
import dev.preceptor.schemas.UnreadableRecordException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;

/** Splits a version of the policy into chunks that fit a Kafka record. */
public final class PolicyChunks {
  /** Largest file in a record, bytes; the rest of the record is left for names and numbers. */
  public static final int MAX_FILE_BYTES = Topics.MAX_RECORD_BYTES - (1 << 20);

  /** The base in chunks of an anchor: none. */
  private static final int WHOLE = -1;

  private PolicyChunks() {}

  /**
   * The chunks of one version: files first, then tensors by name. The iterator builds each chunk on
   * demand, and a chunk shares the tensors' memory, so nothing is held twice.
   *
   * @param version number of optimizer steps behind these weights
   * @param sha256 of the weights, as PolicyHash defines it
   * @param chunkBytes most bytes of files and tensors in one chunk; a larger file gets a chunk of
   *     its own
   * @throws InputException if a tensor's type cannot be published, or a file is too large for a
   *     record
   */
  public static Iterator<PolicyChunk> split(
      int version, String sha256, ModelSource weights, int chunkBytes) {
    Plan plan = new Plan(chunkBytes);
    new TreeMap<>(weights.files()).forEach((name, bytes) -> plan.addFile(name, bytes.length));
    for (String name : new TreeSet<>(weights.tensorNames())) {
      plan.addTensor(name, weights.tensor(name));
    }
    return IntStream.range(0, plan.chunks.size())
        .mapToObj(chunk -> plan.chunks.get(chunk).read(version, sha256, weights, plan, chunk))
        .iterator();
  }

  /** The chunks of a version that is written as a delta to the previous one. */
  static Iterator<PolicyChunk> split(
      int version, String sha256, PolicyDelta changes, int chunkBytes) {
    List<List<TensorDelta>> chunks = new ArrayList<>();
    int room = 0;
    for (TensorDelta delta : changes.deltas()) {
      int bytes = delta.getData().remaining();
      if (chunks.isEmpty() || bytes > room) {
        chunks.add(new ArrayList<>());
        room = chunkBytes;
      }
      chunks.get(chunks.size() - 1).add(delta);
      room -= bytes;
    }
    int count = Math.max(1, chunks.size());
    return IntStream.range(0, count)
        .mapToObj(
            chunk ->
                new PolicyChunk(
                    version,
                    chunk,
                    count,
                    sha256,
                    Map.of(),
                    List.of(),
                    version - 1,
                    chunks.isEmpty() ? List.of() : chunks.get(chunk)))
        .iterator();
  }

  /** The Kafka key of a chunk: version/chunk. */
  public static String key(PolicyChunk chunk) {
    return chunk.getVersion() + "/" + chunk.getChunk();
  }

  /** Whether a chunk belongs to an anchor. */
  public static boolean isWhole(PolicyChunk chunk) {
    return chunk.getBase() == WHOLE;
  }

  /**
   * Checks that a chunk was written with its own key.
   *
   * @throws UnreadableRecordException if it does not
   */
  public static void requireKey(String text, PolicyChunk chunk) {
    if (!key(chunk).equals(text)) {
      throw new UnreadableRecordException(
          "chunk %2$s of the policy has the key %1$s".formatted(Excerpt.of(text), key(chunk)));
    }
  }

  static TensorDtype published(String name, DType dtype) {
    return switch (dtype) {
      case F32 -> TensorDtype.F32;
      case BF16 -> TensorDtype.BF16;
      default ->
          throw new InputException(
              "tensor %s: type %s cannot be published; use F32 or BF16".formatted(name, dtype));
    };
  }

  /** A range of bytes of a tensor. */
  private record Slice(String tensor, int offset, int bytes) {

    TensorPiece read(HostTensor tensor) {
      ByteBuffer data = tensor.data().slice(offset, bytes);
      List<Long> shape = new ArrayList<>();
      for (long size : tensor.shape()) {
        shape.add(size);
      }
      return new TensorPiece(
          this.tensor, published(this.tensor, tensor.dtype()), shape, (long) offset, data);
    }
  }

  /** What goes into one chunk. */
  private record Content(List<String> files, List<Slice> slices) {

    PolicyChunk read(int version, String sha256, ModelSource weights, Plan plan, int chunk) {
      Map<String, ByteBuffer> read = new HashMap<>();
      files.forEach(name -> read.put(name, ByteBuffer.wrap(weights.files().get(name))));
      List<TensorPiece> pieces =
          slices.stream().map(slice -> slice.read(weights.tensor(slice.tensor()))).toList();
      return new PolicyChunk(
          version, chunk, plan.chunks.size(), sha256, read, pieces, WHOLE, List.of());
    }
  }

  /** Assigns files and tensors to chunks, one after the other. */
  private static final class Plan {
    private final List<Content> chunks = new ArrayList<>();
    private final int chunkBytes;
    private int room;

    Plan(int chunkBytes) {
      if (chunkBytes < 1 || chunkBytes > MAX_FILE_BYTES) {
        throw new IllegalArgumentException(
            "chunks of %d bytes; use 1 to %d".formatted(chunkBytes, MAX_FILE_BYTES));
      }
      this.chunkBytes = chunkBytes;
      open();
    }

    void addFile(String name, int bytes) {
      if (bytes > MAX_FILE_BYTES) {
        throw new InputException(
            "file %s: %d bytes are too many for a Kafka record; the limit is %d"
                .formatted(name, bytes, MAX_FILE_BYTES));
      }
      if (bytes > room && room < chunkBytes) {
        open();
      }
      last().files().add(name);
      room = Math.max(0, room - bytes);
    }

    void addTensor(String name, HostTensor tensor) {
      published(name, tensor.dtype());
      int bytes = tensor.data().remaining();
      int offset = 0;
      do {
        if (room == 0) {
          open();
        }
        int taken = Math.min(room, bytes - offset);
        last().slices().add(new Slice(name, offset, taken));
        room -= taken;
        offset += taken;
      } while (offset < bytes);
    }

    private void open() {
      chunks.add(new Content(new ArrayList<>(), new ArrayList<>()));
      room = chunkBytes;
    }

    private Content last() {
      return chunks.get(chunks.size() - 1);
    }
  }
}
