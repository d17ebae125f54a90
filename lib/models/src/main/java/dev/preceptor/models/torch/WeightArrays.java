package dev.preceptor.models.torch;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.IValue;
import dev.preceptor.models.InputException;
import dev.preceptor.models.checkpoint.DType;
import dev.preceptor.models.checkpoint.FileRegion;
import dev.preceptor.models.checkpoint.HostTensor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongConsumer;

/**
 * Makes a model's weights in the type in which it computes. Tensors that a file stores in that type
 * are mapped, without a copy; all others are converted in blocks, so that no tensor is ever in
 * memory twice.
 *
 * <p>DJL has no bfloat16: only libtorch can read such arrays, and DJL cannot return their type or
 * bytes.
 */
public final class WeightArrays implements AutoCloseable {

  /** The number of elements converted at a time. */
  static final int BLOCK = 1 << 20;

  private final PtNDManager owner;
  private final PtNDManager scratch;
  private final DType dtype;
  private final ScriptModule script;
  private final ByteBuffer widened =
      ByteBuffer.allocateDirect(4 * BLOCK).order(ByteOrder.nativeOrder());
  private final Map<Path, PtNDArray> mapped = new HashMap<>();

  /**
   * @param owner the manager that owns the arrays; they are created on its device
   * @param dtype {@link DType#F32} or {@link DType#BF16}
   */
  public WeightArrays(PtNDManager owner, DType dtype) {
    this.owner = owner;
    this.dtype = dtype;
    scratch = (PtNDManager) owner.newSubManager();
    script =
        ScriptModule.compile(
            scratch, List.of(new ScriptPart(WeightArrays.class, "weight_arrays.ts.py")), Map.of());
  }

  /** A copy of a tensor, which can be trained. {@code copied} receives the bytes of each block. */
  public PtNDArray copy(HostTensor tensor, LongConsumer copied) {
    PtNDArray target =
        dtype == DType.F32
            ? owner.create(new Shape(tensor.shape()), DataType.FLOAT32)
            : empty(tensor.shape());
    fill(target, tensor, copied);
    return target;
  }

  private PtNDArray empty(long[] shape) {
    try (PtNDManager call = (PtNDManager) scratch.newSubManager()) {
      return (PtNDArray)
          script
              .call(
                  owner,
                  "empty",
                  IValue.from((PtNDArray) call.create(0f)),
                  IValue.listFrom(shape),
                  IValue.from(code()))
              .get(0);
    }
  }

  /**
   * Maps a tensor's pages in its file. They are loaded when first read, and the system may evict
   * them again.
   *
   * @return empty if the device, the type or the alignment in the file does not allow it
   */
  public Optional<PtNDArray> map(HostTensor tensor, FileRegion region) {
    boolean fits =
        owner.getDevice().equals(Device.cpu())
            && ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN
            && tensor.dtype() == dtype
            && region.offset() % dtype.bytes() == 0;
    if (!fits) {
      return Optional.empty();
    }
    PtNDArray file = mapped.computeIfAbsent(region.file(), this::mapFile);
    return Optional.of(
        (PtNDArray)
            script
                .call(
                    owner,
                    "region",
                    IValue.from(file),
                    IValue.from(region.offset() / dtype.bytes()),
                    IValue.from(tensor.elements()),
                    IValue.listFrom(tensor.shape()))
                .get(0));
  }

  private PtNDArray mapFile(Path file) {
    try {
      return (PtNDArray)
          script
              .call(
                  scratch,
                  "map_file",
                  IValue.from(file.toString()),
                  IValue.from(Files.size(file) / dtype.bytes()),
                  IValue.from(code()))
              .get(0);
    } catch (IOException e) {
      throw new UncheckedIOException(file + ": cannot be mapped", e);
    }
  }

  /** Overwrites an array of this type with a tensor of the same shape. */
  public void fill(PtNDArray target, HostTensor tensor, LongConsumer copied) {
    long count = tensor.elements();
    int bytes = tensor.dtype().bytes();
    for (long start = 0; start < count; start += BLOCK) {
      int size = (int) Math.min(BLOCK, count - start);
      ByteBuffer from =
          tensor
              .data()
              .slice(Math.toIntExact(start * bytes), size * bytes)
              .order(ByteOrder.LITTLE_ENDIAN);
      try (PtNDManager call = (PtNDManager) scratch.newSubManager()) {
        script.call(
            call,
            "fill",
            IValue.from(target),
            IValue.from(start),
            IValue.from((PtNDArray) block(call, tensor.dtype(), from, size)));
      }
      copied.accept((long) size * bytes);
    }
  }

  private NDArray block(PtNDManager call, DType stored, ByteBuffer from, int size) {
    Shape shape = new Shape(size);
    return switch (stored) {
      case F32 -> call.create(HostTensors.direct(from), shape, DataType.FLOAT32);
      case F16 -> call.create(HostTensors.direct(from), shape, DataType.FLOAT16);
      case BF16 -> {
        Bfloat16.widen(from.asShortBuffer(), widened.asIntBuffer());
        yield call.create(
            widened.slice(0, 4 * size).order(ByteOrder.nativeOrder()), shape, DataType.FLOAT32);
      }
      default ->
          throw new InputException(
              "weights of type " + stored + " are not supported; use F32, F16 or BF16");
    };
  }

  /** libtorch's code for the type. */
  private long code() {
    return dtype == DType.BF16 ? 15 : 6;
  }

  /** Frees the scratch memory; the arrays stay with their owner. */
  @Override
  public void close() {
    script.close();
    scratch.close();
  }
}
