package dev.preceptor.models.torch;

import ai.djl.Device;
import dev.preceptor.models.InputException;
import dev.preceptor.models.checkpoint.DType;

/**
 * The device and data type in which a model computes.
 *
 * @param dtype {@link DType#F32} or {@link DType#BF16}
 */
public record Compute(Device device, DType dtype) {

  /** Float32 on the CPU, which is exact and reproducible. */
  public static Compute cpu() {
    return new Compute(Device.cpu(), DType.F32);
  }

  /**
   * The device and type that a command or recipe names.
   *
   * @param device {@code cpu}, {@code cuda:N} or {@code auto}
   * @param dtype {@code float32}, {@code bfloat16} or {@code auto}: bfloat16 on a GPU
   */
  public static Compute of(String device, String dtype) {
    Device where = Torch.device(device);
    return switch (dtype) {
      case "auto" -> new Compute(where, where.isGpu() ? DType.BF16 : DType.F32);
      case "float32" -> new Compute(where, DType.F32);
      case "bfloat16" -> new Compute(where, DType.BF16);
      default ->
          throw new InputException(
              "dtype '" + dtype + "' is unknown; use float32, bfloat16 or auto");
    };
  }
}
