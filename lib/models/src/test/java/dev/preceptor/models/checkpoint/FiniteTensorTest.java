package dev.preceptor.models.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.preceptor.models.InputException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FiniteTensorTest {

  private static HostTensor tensor(DType dtype, long[] shape, long element, int at) {
    int bytes = dtype.bytes();
    int count = 1;
    for (long size : shape) {
      count *= (int) size;
    }
    ByteBuffer data = ByteBuffer.allocateDirect(count * bytes).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < bytes; i++) {
      data.put(at * bytes + i, (byte) (element >>> (8 * i)));
    }
    return new HostTensor(dtype, shape, data);
  }

  @ParameterizedTest
  @CsvSource({
    "BF16, 7fc0, NaN",
    "BF16, ff81, NaN",
    "BF16, 7f80, Infinity",
    "BF16, ff80, -Infinity",
    "F16, 7e00, NaN",
    "F16, fc01, NaN",
    "F16, 7c00, Infinity",
    "F16, fc00, -Infinity",
    "F32, 7fc00000, NaN",
    "F32, ff800001, NaN",
    "F32, 7f800000, Infinity",
    "F32, ff800000, -Infinity",
    "F64, 7ff8000000000000, NaN",
    "F64, 7ff0000000000000, Infinity",
    "F64, fff0000000000000, -Infinity"
  })
  void anElementThatIsNotFiniteIsFoundWhereverItIs(DType dtype, String bits, String value) {
    for (int at = 0; at < 11; at++) {
      assertThat(
              FiniteTensor.flaw(
                  tensor(dtype, new long[] {11}, Long.parseUnsignedLong(bits, 16), at)))
          .contains("element [%d] is %s".formatted(at, value));
    }
  }

  /** More than one piece of the file, which has other bytes around it. */
  @ParameterizedTest
  @ValueSource(ints = {0, 524_287, 524_288, 699_999})
  void anElementInAFileIsFoundInAnyPieceOfIt(int at, @TempDir Path folder) throws IOException {
    HostTensor tensor = tensor(DType.BF16, new long[] {700, 1000}, 0xFF80, at);
    ByteBuffer file = ByteBuffer.allocate(2 * 700_000 + 12);
    file.position(10).put(tensor.data());
    Path written = Files.write(folder.resolve("weights"), file.array());
    assertThat(FiniteTensor.flaw(tensor, new FileRegion(written, 10)))
        .contains("element [%d, %d] is -Infinity".formatted(at / 1000, at % 1000));
  }

  @Test
  void onlyItsOwnBytesInAFileAreJudgedAndAllMustBeThere(@TempDir Path folder) throws IOException {
    HostTensor two = tensor(DType.BF16, new long[] {2}, 0, 0);
    Path file = Files.write(folder.resolve("weights"), new byte[] {-1, -1, 0, 0, 0, 0, -1, -1});
    assertThat(FiniteTensor.flaw(two, new FileRegion(file, 2))).isEmpty();
    assertThat(FiniteTensor.flaw(two, new FileRegion(file, 0))).contains("element [0] is NaN");
    assertThatThrownBy(() -> FiniteTensor.flaw(two, new FileRegion(file, 6)))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("it became shorter");
  }

  @Test
  void itsIndicesAreThoseOfItsDimensions() {
    assertThat(FiniteTensor.flaw(tensor(DType.BF16, new long[] {40, 1000}, 0x7FC0, 31_007)))
        .contains("element [31, 7] is NaN");
    assertThat(FiniteTensor.flaw(tensor(DType.F32, new long[] {}, 0x7F800000, 0)))
        .contains("element [] is Infinity");
  }

  @ParameterizedTest
  @CsvSource({
    "BF16, 7f7f",
    "BF16, ff7f",
    "BF16, 0001",
    "BF16, 8000",
    "F16, 7bff",
    "F16, fbff",
    "F16, 83ff",
    "F32, 7f7fffff",
    "F32, ff7fffff",
    "F32, 00000001",
    "F64, 7fefffffffffffff",
    "F64, ffefffffffffffff",
    "I64, 7fffffffffffffff",
    "I32, 7f800000",
    "U8, ff"
  })
  void theLargestAndTheSmallestNumbersAreFinite(DType dtype, String bits) {
    for (int at = 0; at < 9; at++) {
      assertThat(
              FiniteTensor.flaw(
                  tensor(dtype, new long[] {9}, Long.parseUnsignedLong(bits, 16), at)))
          .isEmpty();
    }
  }

  /** Any bits, as Java reads them. */
  @Property
  void anyFloatsAreJudgedAsByJava(
      @ForAll @Size(max = 40) int[] bits, @ForAll @IntRange(max = 3) int zeros) {
    int count = bits.length + zeros;
    ByteBuffer data = ByteBuffer.allocateDirect(4 * count).order(ByteOrder.LITTLE_ENDIAN);
    Optional<String> expected = Optional.empty();
    for (int i = 0; i < bits.length; i++) {
      data.putInt(4 * i, bits[i]);
      float value = Float.intBitsToFloat(bits[i]);
      if (expected.isEmpty() && !Float.isFinite(value)) {
        expected = Optional.of("element [%d] is %s".formatted(i, value));
      }
    }
    assertThat(FiniteTensor.flaw(new HostTensor(DType.F32, new long[] {count}, data)))
        .isEqualTo(expected);
  }
}
