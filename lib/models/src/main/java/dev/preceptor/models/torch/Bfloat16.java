package dev.preceptor.models.torch;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.ShortBuffer;

/** bfloat16 is the upper half of a float32: a sign bit, 8 exponent bits and 7 fraction bits. */
final class Bfloat16 {

  private Bfloat16() {}

  /** Widens little-endian elements to native float32 in a direct buffer; exact. */
  static ByteBuffer widen(ByteBuffer elements) {
    ShortBuffer from = elements.order(ByteOrder.LITTLE_ENDIAN).asShortBuffer();
    int count = from.remaining();
    ByteBuffer out =
        ByteBuffer.allocateDirect(Math.multiplyExact(count, 4)).order(ByteOrder.nativeOrder());
    widen(from, out.asIntBuffer());
    return out;
  }

  /** Widens all of {@code from}'s elements into the start of {@code to}. */
  static void widen(ShortBuffer from, IntBuffer to) {
    int count = from.remaining();
    for (int i = 0; i < count; i++) {
      to.put(i, from.get(i) << 16);
    }
  }

  /** Rounds to nearest, ties to even, as libtorch does. */
  static ByteBuffer round(FloatBuffer values) {
    int count = values.remaining();
    ByteBuffer out =
        ByteBuffer.allocateDirect(Math.multiplyExact(count, 2)).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < count; i++) {
      out.putShort(2 * i, bits(values.get(i)));
    }
    return out;
  }

  static short bits(float value) {
    int bits = Float.floatToRawIntBits(value);
    if (Float.isNaN(value)) {
      return (short) 0x7FC0;
    }
    return (short) ((bits + 0x7FFF + ((bits >>> 16) & 1)) >>> 16);
  }
}
