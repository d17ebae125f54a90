package dev.preceptor.policy;

import dev.preceptor.models.checkpoint.DType;
import dev.preceptor.schemas.PolicyChunk;
import dev.preceptor.schemas.TensorDelta;
import dev.preceptor.schemas.TensorPiece;
import dev.preceptor.schemas.Topics;
import dev.preceptor.schemas.UnreadableRecordException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A version of the policy that is still incomplete. Chunks are not trusted: each is checked
 * completely before any of it is used, and no more memory is allocated than the announced number of
 * chunks can fill.
 */
final class PendingPolicy {
  private static final int MAX_CHUNKS = 1 << 20;
  private static final int MAX_FILES = 64;
  private static final int MAX_RANK = 8;
  private static final int MAX_NAME_CHARS = 256;
  private static final Pattern FILE_NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]{0,127}");
  private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

  /** The fields that all chunks of one publication share. */
  record Id(int version, int chunks, String sha256, int base) {
    static final Comparator<Id> BY_VERSION = Comparator.comparingInt(Id::version);

    static Id of(PolicyChunk chunk) {
      Id id = new Id(chunk.getVersion(), chunk.getChunks(), chunk.getSha256(), chunk.getBase());
      require(id.version >= 0, "version %d is negative", id.version);
      require(
          id.chunks >= 1 && id.chunks <= MAX_CHUNKS, "%d chunks; 1 to %d", id.chunks, MAX_CHUNKS);
      require(SHA256.matcher(id.sha256).matches(), "its sha256 is not 64 lower-case hex digits");
      require(id.base >= -1 && id.base < id.version, "base %d of version %d", id.base, id.version);
      require(
          id.isAnchor()
              ? chunk.getDeltas().isEmpty()
              : chunk.getPieces().isEmpty() && chunk.getFiles().isEmpty(),
          "version %d is both an anchor and a delta",
          id.version);
      return id;
    }

    /** Whether the chunks hold the complete weights, not a delta. */
    boolean isAnchor() {
      return base < 0;
    }
  }

  /**
   * A tensor that is not filled completely yet. Its memory is allocated when all of its bytes have
   * come: what a chunk claims costs nothing.
   */
  private static final class Tensor {
    private final DType dtype;
    private final List<Long> shape;
    private final int bytes;
    private final List<TensorPiece> pieces = new ArrayList<>();
    private Optional<ByteBuffer> data = Optional.empty();
    private long filled;

    Tensor(DType dtype, List<Long> shape, int bytes) {
      this.dtype = dtype;
      this.shape = shape;
      this.bytes = bytes;
    }

    void add(TensorPiece piece) {
      filled += piece.getData().remaining();
      pieces.add(piece);
      if (filled >= bytes) {
        ByteBuffer whole = data.orElseGet(() -> ByteBuffer.allocateDirect(bytes));
        pieces.forEach(
            each ->
                whole
                    .duplicate()
                    .position(Math.toIntExact(each.getOffset()))
                    .put(each.getData().duplicate()));
        pieces.clear();
        data = Optional.of(whole);
      }
    }
  }

  private final Id id;
  private final long maxBytes;
  private final BitSet seen = new BitSet();
  private final Map<String, byte[]> files = new HashMap<>();
  private final Map<String, Tensor> tensors = new HashMap<>();
  private final List<TensorDelta> deltas = new ArrayList<>();
  private long bytes;

  PendingPolicy(Id id, long maxPolicyBytes) {
    this.id = id;
    this.maxBytes = Math.min(maxPolicyBytes, (long) id.chunks() * Topics.MAX_RECORD_BYTES);
  }

  boolean isComplete() {
    return seen.cardinality() == id.chunks();
  }

  /** Adds a chunk of this publication; duplicates are ignored. */
  void add(PolicyChunk chunk) {
    int number = chunk.getChunk();
    require(
        number >= 0 && number < id.chunks(),
        "chunk %d does not exist; there are %d, numbered from 0",
        number,
        id.chunks());
    if (seen.get(number)) {
      return;
    }
    check(chunk);
    chunk.getFiles().forEach(this::addFile);
    chunk.getPieces().forEach(this::addPiece);
    deltas.addAll(chunk.getDeltas());
    seen.set(number);
  }

  Id id() {
    return id;
  }

  /** The weights of a complete anchor. */
  WorkingWeights weights() {
    Map<String, WorkingWeights.Tensor> whole = new HashMap<>();
    tensors.forEach(
        (name, tensor) -> {
          long missing = tensor.bytes - tensor.filled;
          require(
              missing == 0,
              "tensor %s of version %d is missing %d bytes",
              name,
              id.version,
              missing);
          long[] shape = tensor.shape.stream().mapToLong(Long::longValue).toArray();
          whole.put(
              name, new WorkingWeights.Tensor(tensor.dtype, shape, tensor.data.orElseThrow()));
        });
    return new WorkingWeights(files, whole);
  }

  /** The deltas of a complete version. */
  PolicyChain.Link link() {
    return new PolicyChain.Link(id.version, id.sha256, List.copyOf(deltas), bytes);
  }

  private void check(PolicyChunk chunk) {
    long more = chunk.getDeltas().stream().mapToLong(delta -> delta.getData().remaining()).sum();
    for (Map.Entry<String, ByteBuffer> file : chunk.getFiles().entrySet()) {
      String name = file.getKey();
      require(
          FILE_NAME.matcher(name).matches(), "file name %s has a path or unusual characters", name);
      require(!files.containsKey(name), "file %s is in two chunks", name);
      more += file.getValue().remaining();
    }
    require(files.size() + chunk.getFiles().size() <= MAX_FILES, "more than %d files", MAX_FILES);
    Map<String, TensorPiece> announced = new HashMap<>();
    for (TensorPiece piece : chunk.getPieces()) {
      int size = checkedBytes(piece);
      TensorPiece earlier = announced.putIfAbsent(piece.getName(), piece);
      Tensor known = tensors.get(piece.getName());
      if (known != null) {
        require(
            known.dtype == dtypeOf(piece) && known.shape.equals(piece.getShape()),
            "tensor %s comes with two types or shapes",
            piece.getName());
      } else if (earlier != null) {
        require(
            earlier.getDtype() == piece.getDtype() && earlier.getShape().equals(piece.getShape()),
            "tensor %s comes with two types or shapes",
            piece.getName());
      } else {
        more += size;
      }
    }
    require(
        more <= maxBytes - bytes,
        "version %d takes more than the %d bytes that its chunks may hold",
        id.version,
        maxBytes);
    bytes += more;
  }

  /** The size of the whole tensor that the piece belongs to, bytes. */
  private static int checkedBytes(TensorPiece piece) {
    String name = piece.getName();
    require(
        !name.isEmpty() && name.length() <= MAX_NAME_CHARS,
        "a tensor's name is empty or longer than " + MAX_NAME_CHARS + " characters");
    require(
        piece.getShape().size() <= MAX_RANK,
        "tensor %s has more than %d dimensions",
        name,
        MAX_RANK);
    long size = dtypeOf(piece).bytes();
    for (long dimension : piece.getShape()) {
      require(
          dimension >= 0 && dimension <= Integer.MAX_VALUE,
          "tensor %s has a size of %d",
          name,
          dimension);
      size *= dimension;
      require(size <= Integer.MAX_VALUE, "tensor %s is larger than 2 GiB", name);
    }
    long offset = piece.getOffset();
    int length = piece.getData().remaining();
    require(
        offset >= 0 && offset <= size - length,
        "tensor %s of %d bytes has no %d bytes at %d",
        name,
        size,
        length,
        offset);
    return (int) size;
  }

  private void addFile(String name, ByteBuffer content) {
    byte[] copy = new byte[content.remaining()];
    content.duplicate().get(copy);
    files.put(name, copy);
  }

  private void addPiece(TensorPiece piece) {
    Tensor tensor =
        tensors.computeIfAbsent(
            piece.getName(),
            name -> new Tensor(dtypeOf(piece), piece.getShape(), checkedBytes(piece)));
    tensor.add(piece);
  }

  private static DType dtypeOf(TensorPiece piece) {
    return switch (piece.getDtype()) {
      case F32 -> DType.F32;
      case BF16 -> DType.BF16;
    };
  }

  private static void require(boolean holds, String reason, Object... values) {
    if (!holds) {
      throw new UnreadableRecordException("not a policy chunk: " + reason.formatted(values));
    }
  }
}
