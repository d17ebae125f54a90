package dev.preceptor.policy;

import dev.preceptor.models.checkpoint.DType;
import dev.preceptor.models.checkpoint.HostTensor;
import dev.preceptor.models.checkpoint.MemoryModel;
import dev.preceptor.schemas.TensorDelta;
import dev.preceptor.schemas.UnreadableRecordException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Weights to which deltas are applied in place. */
final class WorkingWeights {

  /**
   * A tensor.
   *
   * @param data its bytes, writable
   */
  record Tensor(DType dtype, long[] shape, ByteBuffer data) {}

  private final Map<String, byte[]> files;
  private final Map<String, Tensor> tensors;

  WorkingWeights(Map<String, byte[]> files, Map<String, Tensor> tensors) {
    this.files = Map.copyOf(files);
    this.tensors = Map.copyOf(tensors);
  }

  /**
   * Checks that a delta refers to a slice of these weights.
   *
   * @throws UnreadableRecordException if it does not, naming the tensor or slice
   */
  void require(TensorDelta delta) {
    Tensor tensor = tensors.get(delta.getName());
    if (tensor == null) {
      throw new UnreadableRecordException(
          "not a policy delta: its base has no tensor " + delta.getName());
    }
    long offset = delta.getOffset();
    int length = delta.getLength();
    int element = tensor.dtype().bytes();
    if (offset < 0
        || length < 0
        || offset % element != 0
        || length % element != 0
        || offset > tensor.data().capacity() - (long) length) {
      throw new UnreadableRecordException(
          "not a policy delta: tensor %s of %d bytes has no slice of %d bytes at %d"
              .formatted(delta.getName(), tensor.data().capacity(), length, offset));
    }
  }

  /** Applies deltas that {@link #require} has checked. */
  void apply(List<TensorDelta> deltas) {
    for (TensorDelta delta : deltas) {
      Tensor tensor = tensors.get(delta.getName());
      DeltaCodec.apply(
          delta.getCoding(),
          delta.getSize(),
          delta.getData(),
          tensor.data().slice(Math.toIntExact(delta.getOffset()), delta.getLength()),
          tensor.dtype().bytes());
    }
  }

  /** A deep copy. */
  WorkingWeights copy() {
    Map<String, Tensor> copies = new HashMap<>();
    tensors.forEach(
        (name, tensor) -> {
          ByteBuffer copy = ByteBuffer.allocateDirect(tensor.data().capacity());
          copy.put(tensor.data().duplicate().clear()).clear();
          copies.put(name, new Tensor(tensor.dtype(), tensor.shape(), copy));
        });
    return new WorkingWeights(files, copies);
  }

  /** A view as a model; it reflects later changes. */
  MemoryModel view() {
    Map<String, HostTensor> views = new HashMap<>();
    tensors.forEach(
        (name, tensor) ->
            views.put(
                name,
                new HostTensor(
                    tensor.dtype(),
                    tensor.shape(),
                    tensor.data().duplicate().clear().order(ByteOrder.LITTLE_ENDIAN))));
    return new MemoryModel(files, views);
  }

  long bytes() {
    return tensors.values().stream().mapToLong(tensor -> tensor.data().capacity()).sum();
  }
}
