package dev.preceptor.chaos.network;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Queue;

/** Bytes on their way in one direction of a connection, in order, each piece due at a time. */
final class OneWay {

  private record Piece(ByteBuffer bytes, long dueNanos) {}

  private final Queue<Piece> pieces = new ArrayDeque<>();
  private final int maxBytes;
  private int heldBytes;

  /**
   * @param maxBytes that are held at most; whoever offers asks for {@link #room()} first
   */
  OneWay(int maxBytes) {
    this.maxBytes = maxBytes;
  }

  /** How many bytes can be taken. */
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
          "%d bytes where there is room for %d".formatted(bytes.remaining(), room()));
    }
    heldBytes += bytes.remaining();
    pieces.add(new Piece(bytes, dueNanos));
  }

  /** The first bytes, once they are due. Those that are read from the buffer must be told. */
  Optional<ByteBuffer> due(long nowNanos) {
    return Optional.ofNullable(pieces.peek())
        .filter(piece -> piece.dueNanos() - nowNanos <= 0)
        .map(Piece::bytes);
  }

  /** So many of the bytes that were due have gone. */
  void gone(int bytes) {
    heldBytes -= bytes;
    if (!pieces.element().bytes().hasRemaining()) {
      pieces.remove();
    }
  }

  /** How long until the first bytes are due: 0 where they are, nothing where there are none. */
  OptionalLong nanosToWait(long nowNanos) {
    return pieces.isEmpty()
        ? OptionalLong.empty()
        : OptionalLong.of(Math.max(0, pieces.element().dueNanos() - nowNanos));
  }
}
