package dev.preceptor.models.checkpoint;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.function.IntToDoubleFunction;

/**
 * A tensor in this process's memory, row-major.
 *
 * @param dtype the type of its elements
 * @param shape sizes of the dimensions; empty for a scalar
 * @param data its bytes, little-endian, from position 0; read-only and often mapped from a file, so
 *     native code must not write to its address
 */
public record HostTensor(DType dtype, long[] shape, ByteBuffer data) {

  /**
   * Takes a view of the buffer's remaining bytes.
   *
   * @throws IllegalArgumentException if the bytes are not exactly those of the shape
   */
  public HostTensor {
    shape = shape.clone();
    data = data.slice().asReadOnlyBuffer();
    if (byteCount(dtype, shape) != data.remaining()) {
      throw new IllegalArgumentException(
          "%d bytes for a %s tensor of shape %s"
              .formatted(data.remaining(), dtype, Arrays.toString(shape)));
    }
  }

  /**
   * A float32 tensor filled from a function of the index in row-major order, which is called in
   * order.
   *
   * @throws ArithmeticException if its bytes do not fit one buffer
   */
  public static HostTensor floats(long[] shape, IntToDoubleFunction value) {
    int bytes = Math.toIntExact(byteCount(DType.F32, shape));
    ByteBuffer data = ByteBuffer.allocateDirect(bytes).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < bytes / Float.BYTES; i++) {
      data.putFloat(Float.BYTES * i, (float) value.applyAsDouble(i));
    }
    return new HostTensor(DType.F32, shape, data);
  }

  @Override
  public long[] shape() {
    return shape.clone();
  }

  /** A fresh view with its own position, little-endian. */
  @Override
  public ByteBuffer data() {
    return data.duplicate().order(ByteOrder.LITTLE_ENDIAN);
  }

  /** The number of elements. */
  public long elements() {
    return data.limit() / dtype.bytes();
  }

  /** The indices of an element, one per dimension, such as {@code [3, 7]}. */
  String indices(long element) {
    long[] indices = new long[shape.length];
    long rest = element;
    for (int i = shape.length - 1; i >= 0; i--) {
      indices[i] = rest % shape[i];
      rest /= shape[i];
    }
    return Arrays.toString(indices);
  }

  /**
   * The number of bytes of a tensor.
   *
   * @throws ArithmeticException if they do not fit a long
   * @throws IllegalArgumentException if a size is negative
   */
  static long byteCount(DType dtype, long[] shape) {
    long count = dtype.bytes();
    for (long size : shape) {
      if (size < 0) {
        throw new IllegalArgumentException("negative size " + size);
      }
      count = Math.multiplyExact(count, size);
    }
    return count;
  }
}
