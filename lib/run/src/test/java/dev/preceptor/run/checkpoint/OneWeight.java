package dev.preceptor.run.checkpoint;

import dev.preceptor.models.checkpoint.DType;
import dev.preceptor.models.checkpoint.HostTensor;
import dev.preceptor.models.checkpoint.MemoryModel;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;

/** A trainer's policy and state, of one weight whose value is the step. */
final class OneWeight {

  private OneWeight() {}

  static MemoryModel policy(int step) {
    return new MemoryModel(Map.of("config.json", new byte[] {1}), Map.of("w", tensor(step)));
  }

  static Map<String, HostTensor> state(int step) {
    return Map.of("master.w", tensor(step));
  }

  private static HostTensor tensor(float value) {
    ByteBuffer data = ByteBuffer.allocateDirect(Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    data.putFloat(0, value);
    return new HostTensor(DType.F32, new long[] {1}, data);
  }
}
