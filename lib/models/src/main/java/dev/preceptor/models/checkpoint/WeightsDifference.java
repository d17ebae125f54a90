package dev.preceptor.models.checkpoint;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;

/**
 * The first difference between two versions of a model's weights, with tensors in the order of
 * their names. Bits are compared, so 0 and -0 differ, and a NaN equals itself.
 *
 * @param tensor the name of the first tensor that differs
 * @param how how it differs, a few words
 * @param tensors number of tensors that differ
 * @param of number of tensors in either version
 */
public record WeightsDifference(String tensor, String how, int tensors, int of) {

  /**
   * Compares the published weights with those found.
   *
   * @return empty if tensors, types, shapes and bits are equal
   */
  public static Optional<WeightsDifference> between(ModelSource published, ModelSource found) {
    TreeSet<String> names = new TreeSet<>(published.tensorNames());
    names.addAll(found.tensorNames());
    String first = null;
    String how = null;
    int tensors = 0;
    for (String name : names) {
      Optional<String> difference = ofTensor(name, published, found);
      if (difference.isPresent()) {
        tensors++;
        if (first == null) {
          first = name;
          how = difference.get();
        }
      }
    }
    return first == null
        ? Optional.empty()
        : Optional.of(new WeightsDifference(first, how, tensors, names.size()));
  }

  /** The difference as a sentence without a full stop. */
  public String text() {
    return "the first tensor that differs is %s: %s; %d of %d tensors differ"
        .formatted(tensor, how, tensors, of);
  }

  private static Optional<String> ofTensor(String name, ModelSource published, ModelSource found) {
    if (!found.tensorNames().contains(name)) {
      return Optional.of("it was published but is missing");
    }
    if (!published.tensorNames().contains(name)) {
      return Optional.of("it was not published");
    }
    HostTensor before = published.tensor(name);
    HostTensor now = found.tensor(name);
    if (before.dtype() != now.dtype() || !Arrays.equals(before.shape(), now.shape())) {
      return Optional.of(
          "it is %s %s; %s %s was published"
              .formatted(
                  now.dtype(),
                  Arrays.toString(now.shape()),
                  before.dtype(),
                  Arrays.toString(before.shape())));
    }
    return ofElements(before, now);
  }

  private static Optional<String> ofElements(HostTensor published, HostTensor found) {
    ByteBuffer before = published.data();
    ByteBuffer now = found.data();
    int mismatch = before.mismatch(now);
    if (mismatch < 0) {
      return Optional.empty();
    }
    int bytes = published.dtype().bytes();
    long first = mismatch / bytes;
    long differing = 0;
    while (mismatch >= 0) {
      differing++;
      int next = (mismatch / bytes + 1) * bytes;
      int further =
          before.slice(next, before.limit() - next).mismatch(now.slice(next, now.limit() - next));
      mismatch = further < 0 ? -1 : next + further;
    }
    return Optional.of(
        "its element %d %s is %s; %s was published; %d of its %d elements differ"
            .formatted(
                first,
                published.indices(first),
                element(now, first, published.dtype()),
                element(before, first, published.dtype()),
                differing,
                published.elements()));
  }

  /** An element's value, if Java can represent its type, and its bits. */
  private static String element(ByteBuffer data, long index, DType dtype) {
    int bytes = dtype.bytes();
    int at = Math.toIntExact(index * bytes);
    StringBuilder bits = new StringBuilder();
    for (int i = bytes - 1; i >= 0; i--) {
      bits.append(String.format(Locale.ROOT, "%02x", data.get(at + i)));
    }
    return switch (dtype) {
      case F32 -> "%s (0x%s)".formatted(data.getFloat(at), bits);
      case BF16 -> "%s (0x%s)".formatted(Float.intBitsToFloat(data.getShort(at) << 16), bits);
      case F64 -> "%s (0x%s)".formatted(data.getDouble(at), bits);
      default -> "0x" + bits;
    };
  }
}
