package dev.preceptor.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.Zstd;
import dev.preceptor.schemas.DeltaCoding;
import dev.preceptor.schemas.UnreadableRecordException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class DeltaCodecTest {

  @Property(tries = 400)
  void anyBitsAreRestoredExactly(
      @ForAll long seed,
      @ForAll @IntRange(max = 300) int elements,
      @ForAll @IntRange(max = 100) int percent,
      @ForAll boolean wide) {
    int bytes = wide ? Float.BYTES : Short.BYTES;
    Random random = new Random(seed);
    byte[] base = new byte[elements * bytes];
    random.nextBytes(base);
    byte[] next = base.clone();
    for (int i = 0; i < elements; i++) {
      if (random.nextInt(100) < percent) {
        // Arbitrary bits, including NaNs with payloads, infinities and negative zeros.
        for (int b = 0; b < bytes; b++) {
          next[i * bytes + b] = (byte) random.nextInt();
        }
      }
    }

    Optional<DeltaCodec.Encoded> delta =
        DeltaCodec.encode(ByteBuffer.wrap(base), ByteBuffer.wrap(next), bytes);

    ByteBuffer target = ByteBuffer.wrap(base.clone());
    delta.ifPresent(
        d -> DeltaCodec.apply(d.coding(), d.size(), ByteBuffer.wrap(d.data()), target, bytes));
    assertThat(target.array()).isEqualTo(next);
    assertThat(delta.isEmpty()).isEqualTo(java.util.Arrays.equals(base, next));
  }

  @Test
  void fewSmallChangesTakeFewBytes() {
    Random random = new Random(1);
    ByteBuffer base = ByteBuffer.allocate(200_000);
    random.nextBytes(base.array());
    ByteBuffer next = ByteBuffer.wrap(base.array().clone());
    for (int i = 0; i < 1000; i++) {
      int at = 2 * random.nextInt(100_000);
      next.put(at, (byte) (next.get(at) + 1));
    }
    DeltaCodec.Encoded delta = DeltaCodec.encode(base, next, Short.BYTES).orElseThrow();
    assertThat(delta.coding()).isEqualTo(DeltaCoding.SPARSE);
    assertThat(delta.data().length).isLessThan(2000);
  }

  @Property(tries = 1000)
  void aDamagedDifferenceIsRefusedOrAppliedWithinItsSlice(
      @ForAll long seed, @ForAll @IntRange(max = 5000) int place, @ForAll byte value) {
    Random random = new Random(seed);
    ByteBuffer base = ByteBuffer.allocate(128);
    ByteBuffer next = ByteBuffer.allocate(128);
    for (int i = 0; i < 1 + random.nextInt(64); i++) {
      next.putShort(2 * random.nextInt(64), (short) random.nextInt());
    }
    Optional<DeltaCodec.Encoded> delta = DeltaCodec.encode(base, next, Short.BYTES);
    if (delta.isEmpty()) {
      return;
    }
    byte[] raw = Zstd.decompress(delta.get().data(), delta.get().size());
    raw[place % raw.length] ^= value;
    ByteBuffer memory = ByteBuffer.allocate(256);
    try {
      DeltaCodec.apply(
          delta.get().coding(),
          raw.length,
          ByteBuffer.wrap(Zstd.compress(raw)),
          memory.slice(64, 128),
          Short.BYTES);
    } catch (UnreadableRecordException e) {
      assertThat(e).hasMessageStartingWith("not a policy delta: ");
    }
    assertThat(memory.slice(0, 64)).isEqualTo(ByteBuffer.allocate(64));
    assertThat(memory.slice(192, 64)).isEqualTo(ByteBuffer.allocate(64));
  }

  @Test
  void aDifferenceThatWouldFillTheMemoryIsRefusedBeforeItIsDecompressed() {
    refused("1000000 bytes for 4 elements", Zstd.compress(new byte[1_000_000]), 1_000_000);
    refused("decompress to 8 bytes", Zstd.compress(new byte[1_000_000]), 8);
    refused("decompress to 8 bytes", new byte[] {1, 2, 3}, 8);
  }

  private static void refused(String reason, byte[] data, int size) {
    assertThatThrownBy(
            () ->
                DeltaCodec.apply(
                    DeltaCoding.SPARSE,
                    size,
                    ByteBuffer.wrap(data),
                    ByteBuffer.allocate(8),
                    Short.BYTES))
        .isInstanceOf(UnreadableRecordException.class)
        .hasMessageContaining(reason);
  }
}
