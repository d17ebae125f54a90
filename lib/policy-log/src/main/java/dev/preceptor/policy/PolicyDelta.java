package dev.preceptor.policy;

import dev.preceptor.models.checkpoint.HostTensor;
import dev.preceptor.models.checkpoint.MemoryModel;
import dev.preceptor.schemas.TensorDelta;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The changes from one version of the policy to the next.
 *
 * @param deltas one per changed slice, by tensor and offset
 * @param bytes of encoded data in all deltas
 * @param density fraction of the elements that changed
 */
record PolicyDelta(List<TensorDelta> deltas, long bytes, double density) {

  /** Size of the slices that are encoded separately, bytes; a multiple of every element size. */
  private static final int SLICE_BYTES = 4 << 20;

  /**
   * The difference between two versions.
   *
   * @return empty if it would take more than half the bytes of the weights, or if the versions have
   *     different tensors or files; the version should then be published whole
   */
  static Optional<PolicyDelta> between(MemoryModel base, MemoryModel next) {
    if (!base.tensorNames().equals(next.tensorNames()) || !sameFiles(base, next)) {
      return Optional.empty();
    }
    long most = next.tensors().values().stream().mapToLong(t -> t.data().remaining()).sum() / 2;
    List<TensorDelta> deltas = new ArrayList<>();
    long bytes = 0;
    long changed = 0;
    long elements = 0;
    for (String name : next.tensorNames()) {
      HostTensor before = base.tensor(name);
      HostTensor after = next.tensor(name);
      if (before.dtype() != after.dtype() || !Arrays.equals(before.shape(), after.shape())) {
        return Optional.empty();
      }
      elements += after.elements();
      ByteBuffer from = before.data();
      ByteBuffer to = after.data();
      for (int offset = 0; offset < to.limit(); offset += SLICE_BYTES) {
        int length = Math.min(SLICE_BYTES, to.limit() - offset);
        Optional<DeltaCodec.Encoded> slice =
            DeltaCodec.encode(
                from.slice(offset, length), to.slice(offset, length), after.dtype().bytes());
        if (slice.isPresent()) {
          deltas.add(delta(name, offset, length, slice.get()));
          bytes += slice.get().data().length;
          changed += slice.get().changed();
        }
        if (bytes > most) {
          return Optional.empty();
        }
      }
    }
    return Optional.of(
        new PolicyDelta(deltas, bytes, elements == 0 ? 0 : 1.0 * changed / elements));
  }

  private static boolean sameFiles(MemoryModel base, MemoryModel next) {
    return base.files().keySet().equals(next.files().keySet())
        && base.files().entrySet().stream()
            .allMatch(file -> Arrays.equals(file.getValue(), next.files().get(file.getKey())));
  }

  private static TensorDelta delta(
      String name, int offset, int length, DeltaCodec.Encoded encoded) {
    return new TensorDelta(
        name,
        (long) offset,
        length,
        encoded.coding(),
        encoded.size(),
        ByteBuffer.wrap(encoded.data()));
  }
}
