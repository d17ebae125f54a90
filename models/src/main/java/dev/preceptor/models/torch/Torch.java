package dev.preceptor.models.torch;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.JniUtils;
import dev.preceptor.models.InputException;
import dev.preceptor.models.checkpoint.DType;
import dev.preceptor.models.checkpoint.HostTensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** The process's libtorch: threads, devices, tensors from and to host memory. */
public final class Torch {

  private static final String ENGINE = "PyTorch";

  static {
    // read once, when the engine starts; a second inter-op pool only oversubscribes the cores
    System.getProperties().putIfAbsent("ai.djl.pytorch.num_interop_threads", "1");
    System.getProperties().putIfAbsent("ai.djl.offline", "true");
  }

  private Torch() {}

  /** Sets how many threads one operation may use. */
  public static void threads(int threads) {
    Engine.getEngine(ENGINE);
    JniUtils.setNumThreads(threads);
  }

  /** A manager whose arrays live until it is closed. */
  public static PtNDManager manager(Device device) {
    return (PtNDManager) NDManager.newBaseManager(device, ENGINE);
  }

  /**
   * The device of a recipe's {@code device} key.
   *
   * @param name {@code cpu}, {@code cuda:N} or {@code auto}: the first GPU if there is one
   */
  public static Device device(String name) {
    int gpus = Engine.getEngine(ENGINE).getGpuCount();
    if (name.equals("cpu") || (name.equals("auto") && gpus == 0)) {
      return Device.cpu();
    }
    if (name.equals("auto")) {
      return Device.gpu(0);
    }
    if (name.matches("cuda:\\d{1,3}")) {
      int index = Integer.parseInt(name.substring(5));
      if (index < gpus) {
        return Device.gpu(index);
      }
      throw new InputException("device " + name + ": this process sees " + gpus + " GPUs");
    }
    throw new InputException("device '" + name + "' is unknown; use cpu, cuda:N or auto");
  }

  /** Copies a host tensor to the manager's device as float32. */
  public static PtNDArray float32(PtNDManager manager, HostTensor tensor) {
    try (PtNDManager scratch = (PtNDManager) manager.newSubManager()) {
      ByteBuffer data = tensor.data().duplicate().order(ByteOrder.LITTLE_ENDIAN);
      PtNDArray view = scratch.create(data, new Shape(tensor.shape()), dataType(tensor.dtype()));
      PtNDArray copy = view.toType(DataType.FLOAT32, true);
      copy.attach(manager);
      return copy;
    }
  }

  /** Copies an array to the host in a checkpoint's type. */
  public static HostTensor host(PtNDArray array, DType dtype) {
    try (PtNDArray typed = array.toType(dataType(dtype), true)) {
      ByteBuffer data = typed.toByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
      return new HostTensor(dtype, array.getShape().getShape(), data);
    }
  }

  private static DataType dataType(DType dtype) {
    return switch (dtype) {
      case F32 -> DataType.FLOAT32;
      case BF16 -> DataType.BFLOAT16;
      case F16 -> DataType.FLOAT16;
      default -> throw new InputException("weights of type " + dtype + " are not supported");
    };
  }
}
