package dev.preceptor.chaos.network;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Queue;

/** Bytes in transit in one direction of a connection, in order, each piece with its due time. */
final class OneWay {

  private record Piece(ByteBuffer bytes, long dueNanos) {}

  private final Queue<Piece> pieces = new ArrayDeque<>();
  private final int maxBytes;
  private int heldBytes;

  /**
   * @param maxBytes capacity; callers check {@link #room()} first
   */
  OneWay(int maxBytes) {
    this.maxBytes = maxBytes;
  }

  /** Free capacity, bytes. */
  int room() {
    return maxBytes - heldBytes;
  }

  boolean isEmpty() {
    return pieces.isEmpty();
  }

  /** Takes bytes, no more than there is room for. */
  void take(ByteBuffer bytes, long dueNanos) {
    if (bytes.remaining() > room()) {
      throw new IllegalArgumentException(
          "%d bytes do not fit into the free %d".formatted(bytes.remaining(), room()));
    }
    heldBytes += bytes.remaining();
    pieces.add(new Piece(bytes, dueNanos));
  }

  /** The first bytes, if they are due. Report those read from the buffer by {@link #gone}. */
  Optional<ByteBuffer> due(long nowNanos) {
    return Optional.ofNullable(pieces.peek())
        .filter(piece -> piece.dueNanos() - nowNanos <= 0)
        .map(Piece::bytes);
  }

  /** Removes {@code bytes} that were read from the buffer of {@link #due}. */
  void gone(int bytes) {
    heldBytes -= bytes;
    if (!pieces.element().bytes().hasRemaining()) {
      pieces.remove();
    }
  }

  /** Time until the first bytes are due: 0 if they are, empty if there are none. */
  OptionalLong nanosToWait(long nowNanos) {
    return pieces.isEmpty()
        ? OptionalLong.empty()
        : OptionalLong.of(Math.max(0, pieces.element().dueNanos() - nowNanos));
  }
}
