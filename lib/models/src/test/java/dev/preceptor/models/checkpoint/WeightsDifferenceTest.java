package dev.preceptor.models.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class WeightsDifferenceTest {

  private static HostTensor floats(float... values) {
    return floats(new long[] {values.length}, values);
  }

  private static HostTensor floats(long[] shape, float... values) {
    ByteBuffer data = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    data.asFloatBuffer().put(values);
    return new HostTensor(DType.F32, shape, data);
  }

  private static HostTensor halves(int... bits) {
    ByteBuffer data = ByteBuffer.allocate(2 * bits.length).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < bits.length; i++) {
      data.putShort(2 * i, (short) bits[i]);
    }
    return new HostTensor(DType.BF16, new long[] {bits.length}, data);
  }

  private static MemoryModel model(Map<String, HostTensor> tensors) {
    return new MemoryModel(Map.of(), tensors);
  }

  private static String difference(
      Map<String, HostTensor> published, Map<String, HostTensor> found) {
    return WeightsDifference.between(model(published), model(found)).orElseThrow().text();
  }

  @Test
  void theFirstTensorItsFirstElementAndBothValuesAreReported() {
    assertThat(
            difference(
                Map.of(
                    "a", floats(1),
                    "b", floats(new long[] {2, 3}, 0, 1, 2, 3, 4, 5),
                    "c", floats(7)),
                Map.of(
                    "a", floats(1),
                    "b", floats(new long[] {2, 3}, 0, 1, 2, 3, 4.5f, 6),
                    "c", floats(8))))
        .isEqualTo(
            "the first tensor that differs is b: its element 4 [1, 1] is 4.5 (0x40900000);"
                + " 4.0 (0x40800000) was published; 2 of its 6 elements differ; 2 of 3 tensors"
                + " differ");
  }

  @Test
  void bitsAreComparedNotValues() {
    assertThat(difference(Map.of("w", floats(0f)), Map.of("w", floats(-0f))))
        .contains("is -0.0 (0x80000000); 0.0 (0x00000000) was published");
    assertThat(difference(Map.of("w", halves(0x7fc0)), Map.of("w", halves(0x7fc1))))
        .contains("is NaN (0x7fc1); NaN (0x7fc0) was published");
    MemoryModel nan = model(Map.of("w", floats(Float.NaN)));
    assertThat(WeightsDifference.between(nan, model(Map.of("w", floats(Float.NaN))))).isEmpty();
  }

  @Test
  void missingExtraRetypedAndReshapedTensorsAreReported() {
    assertThat(difference(Map.of("v", floats(1), "w", floats(1)), Map.of("w", floats(1))))
        .contains("is v: it was published but is missing; 1 of 2 tensors");
    assertThat(difference(Map.of("w", floats(1)), Map.of("v", floats(1), "w", floats(1))))
        .contains("is v: it was not published");
    assertThat(
            difference(
                Map.of("w", floats(new long[] {2, 1}, 1, 2)), Map.of("w", halves(0x3f80, 0x4000))))
        .contains("it is BF16 [2]; F32 [2, 1] was published");
  }

  @Property(tries = 300)
  void changedElementsAreCountedAndTheFirstIsFound(
      @ForAll long seed,
      @ForAll @IntRange(max = 50) int elements,
      @ForAll @IntRange(max = 100) int percent) {
    Random random = new Random(seed);
    int[] before = random.ints(elements, 0, 1 << 16).toArray();
    int[] now = before.clone();
    int first = -1;
    int changed = 0;
    for (int i = 0; i < elements; i++) {
      if (random.nextInt(100) < percent) {
        now[i] ^= 1 << random.nextInt(16);
        first = first < 0 ? i : first;
        changed++;
      }
    }
    var difference =
        WeightsDifference.between(
            model(Map.of("w", halves(before))), model(Map.of("w", halves(now))));
    assertThat(difference.isPresent()).isEqualTo(changed > 0);
    if (changed > 0) {
      assertThat(difference.get().how())
          .startsWith("its element %d [%d] is ".formatted(first, first))
          .endsWith("; %d of its %d elements differ".formatted(changed, elements));
    }
  }
}
