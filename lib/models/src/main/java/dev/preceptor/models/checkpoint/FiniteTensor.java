package dev.preceptor.models.checkpoint;

import dev.preceptor.models.InputException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * Finds elements that are NaN or infinite. Such an element has an exponent whose bits are all 1.
 * Eight bytes are checked at a time, whatever the type: adding the lowest bit of each exponent
 * carries into the bit above the exponent, which is the sign's, only where they are all 1.
 */
public final class FiniteTensor {

  /** Bytes whose carries are collected before they are looked at. */
  private static final int BLOCK = 1 << 12;

  /** Bytes of a file that are read at a time. */
  private static final int READ = 1 << 20;

  private final HostTensor tensor;
  private final ByteBuffer data;
  private final long offset;
  private final int bytes;
  private final long exponents;
  private final long lowest;
  private final long signs;

  /**
   * @param data some of the tensor's bytes
   * @param offset of the first of them in the tensor
   */
  private FiniteTensor(HostTensor tensor, ByteBuffer data, long offset, long exponent) {
    this.tensor = tensor;
    this.data = data;
    this.offset = offset;
    bytes = tensor.dtype().bytes();
    exponents = everywhere(exponent, bytes);
    lowest = exponents & ~(exponents << 1);
    signs = everywhere(1L << (Byte.SIZE * bytes - 1), bytes);
  }

  private static long everywhere(long element, int bytes) {
    long all = 0;
    for (int at = 0; at < Long.SIZE; at += Byte.SIZE * bytes) {
      all |= element << at;
    }
    return all;
  }

  /**
   * The first element that is not finite, in words such as {@code element [3, 7] is NaN}; empty if
   * all are finite.
   */
  public static Optional<String> flaw(HostTensor tensor) {
    return flaw(tensor, tensor.data(), 0);
  }

  /**
   * The same of a tensor in a file, which is read piece by piece: reading it through its mapping
   * would make all of its pages the process's own, beside those that a model maps.
   *
   * @throws InputException if the file cannot be read
   */
  public static Optional<String> flaw(HostTensor tensor, FileRegion region) {
    long all = tensor.elements() * tensor.dtype().bytes();
    ByteBuffer piece = ByteBuffer.allocateDirect((int) Math.min(READ, all));
    piece.order(ByteOrder.LITTLE_ENDIAN);
    try (FileChannel file = FileChannel.open(region.file(), StandardOpenOption.READ)) {
      for (long at = 0; at < all; at += piece.limit()) {
        piece.clear().limit((int) Math.min(READ, all - at));
        while (piece.hasRemaining()) {
          if (file.read(piece, region.offset() + at + piece.position()) < 0) {
            throw new InputException(region.file() + ": it became shorter; fetch it again");
          }
        }
        Optional<String> flaw = flaw(tensor, piece, at);
        if (flaw.isPresent()) {
          return flaw;
        }
      }
      return Optional.empty();
    } catch (IOException e) {
      throw InputException.cannotBe("read", region.file(), e);
    }
  }

  private static Optional<String> flaw(HostTensor tensor, ByteBuffer data, long offset) {
    return switch (tensor.dtype()) {
      case F64 -> new FiniteTensor(tensor, data, offset, 0x7FF0_0000_0000_0000L).first();
      case F32 -> new FiniteTensor(tensor, data, offset, 0x7F80_0000).first();
      case BF16 -> new FiniteTensor(tensor, data, offset, 0x7F80).first();
      case F16 -> new FiniteTensor(tensor, data, offset, 0x7C00).first();
      default -> Optional.empty(); // integers, and eight-bit types, in which no model computes
    };
  }

  private Optional<String> first() {
    int end = data.limit();
    for (int start = 0; start < end; start += BLOCK) {
      int stop = Math.min(start + BLOCK, end);
      if (hasFlaw(start, stop)) {
        return Optional.of(describe(start));
      }
    }
    return Optional.empty();
  }

  private boolean hasFlaw(int start, int stop) {
    long carries = 0;
    int at = start;
    for (; at <= stop - Long.BYTES; at += Long.BYTES) {
      carries |= (data.getLong(at) & exponents) + lowest;
    }
    return (carries & signs) != 0 || isFlawed(bits(at, stop));
  }

  private boolean isFlawed(long elements) {
    return (((elements & exponents) + lowest) & signs) != 0;
  }

  /** Fewer than eight bytes, or eight, followed by zeros. */
  private long bits(int start, int stop) {
    long bits = 0;
    for (int at = start; at < stop; at++) {
      bits |= (data.get(at) & 0xFFL) << (Byte.SIZE * (at - start));
    }
    return bits;
  }

  private String describe(int start) {
    int at = start;
    while (!isFlawed(bits(at, at + bytes))) {
      at += bytes;
    }
    long element = bits(at, at + bytes);
    boolean isNaN = (element & ~exponents & ~signs) != 0;
    String infinity = (element & signs) == 0 ? "Infinity" : "-Infinity";
    return "element %s is %s"
        .formatted(tensor.indices((offset + at) / bytes), isNaN ? "NaN" : infinity);
  }
}
