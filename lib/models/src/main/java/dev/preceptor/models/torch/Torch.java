package dev.preceptor.models.torch;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.JniUtils;
import dev.preceptor.models.InputException;
import dev.preceptor.models.files.LibraryFolder;

/** The process's libtorch: threads and devices. */
public final class Torch {

  private static final String ENGINE = "PyTorch";

  static {
    // Read once, when the engine starts. More inter-op threads only oversubscribe the cores.
    System.getProperties().putIfAbsent("ai.djl.pytorch.num_interop_threads", "1");
  }

  private Torch() {}

  private static Engine engine() {
    LibraryFolder.use();
    return Engine.getEngine(ENGINE);
  }

  /** Sets how many threads one operation may use. */
  public static void threads(int threads) {
    engine();
    JniUtils.setNumThreads(threads);
  }

  /** A manager whose arrays live until it is closed. */
  public static PtNDManager manager(Device device) {
    LibraryFolder.use();
    return (PtNDManager) NDManager.newBaseManager(device, ENGINE);
  }

  /**
   * The device of a recipe's {@code device} key.
   *
   * @param name {@code cpu}, {@code cuda:N} or {@code auto}: the first GPU if there is one
   */
  public static Device device(String name) {
    int gpus = engine().getGpuCount();
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
      throw new InputException(
          "device " + name + ": this process sees " + gpus + " GPUs; use a lower index or cpu");
    }
    throw new InputException("device '" + name + "' is unknown; use cpu, cuda:N or auto");
  }
}
