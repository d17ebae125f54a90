package dev.preceptor.models.torch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import dev.preceptor.models.InputException;
import dev.preceptor.models.checkpoint.DType;
import dev.preceptor.models.checkpoint.HostTensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Copies tensors to and from host memory. DJL has no bfloat16, so Java widens and rounds. */
public final class HostTensors {

  private HostTensors() {}

  /** Copies a host tensor to the manager's device as float32. */
  public static PtNDArray float32(PtNDManager manager, HostTensor tensor) {
    Shape shape = new Shape(tensor.shape());
    try (PtNDManager scratch = (PtNDManager) manager.newSubManager()) {
      NDArray copy =
          switch (tensor.dtype()) {
            case F32 -> scratch.create(direct(tensor.data()), shape, DataType.FLOAT32).duplicate();
            case F16 ->
                scratch
                    .create(direct(tensor.data()), shape, DataType.FLOAT16)
                    .toType(DataType.FLOAT32, true);
            case BF16 ->
                scratch.create(Bfloat16.widen(tensor.data()), shape, DataType.FLOAT32).duplicate();
            default ->
                throw new InputException(
                    "weights of type "
                        + tensor.dtype()
                        + " are not supported; use F32, F16 or BF16");
          };
      copy.attach(manager);
      return (PtNDArray) copy;
    }
  }

  /** Copies a float32 array to the host as float32 or bfloat16. */
  public static HostTensor of(PtNDArray array, DType dtype) {
    ByteBuffer values = array.toByteBuffer().order(ByteOrder.nativeOrder());
    ByteBuffer data =
        switch (dtype) {
          case F32 -> values;
          case BF16 -> Bfloat16.round(values.asFloatBuffer());
          default ->
              throw new InputException(
                  "weights cannot be written as " + dtype + "; use F32 or BF16");
        };
    return new HostTensor(dtype, array.getShape().getShape(), data);
  }

  static ByteBuffer direct(ByteBuffer data) {
    if (data.isDirect()) {
      return data;
    }
    return ByteBuffer.allocateDirect(data.remaining()).put(data).flip();
  }
}
