package dev.preceptor.chaos.network;

import java.io.IOException;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** A client's connection and the proxy's connection to the server, with the bytes in transit. */
final class Link {

  private static final int MAX_HELD_BYTES = 1 << 20;

  /** One end, with the bytes in transit to it. */
  private static final class End {
    final SocketChannel channel;
    final SelectionKey key;
    final OneWay arriving = new OneWay(MAX_HELD_BYTES);

    /** It has closed its output. */
    boolean outputClosed;

    /** Its input has been closed, after all bytes were delivered. */
    boolean inputClosed;

    End(SocketChannel channel, SelectionKey key) {
      this.channel = channel;
      this.key = key;
    }
  }

  private final End client;
  private final End server;

  private Link(End client, End server) {
    this.client = client;
    this.server = server;
  }

  /** Starts to connect a client with the server. */
  static Link open(SocketChannel accepted, SocketAddress target, Selector selector)
      throws IOException {
    var made = SocketChannel.open();
    try {
      accepted.configureBlocking(false);
      accepted.setOption(StandardSocketOptions.TCP_NODELAY, true);
      made.configureBlocking(false);
      made.setOption(StandardSocketOptions.TCP_NODELAY, true);
      made.connect(target);
      var client = new End(accepted, accepted.register(selector, 0));
      var server = new End(made, made.register(selector, SelectionKey.OP_CONNECT));
      var link = new Link(client, server);
      client.key.attach(link);
      server.key.attach(link);
      return link;
    } catch (IOException e) {
      made.close();
      throw e;
    }
  }

  /**
   * Forwards what can be forwarded.
   *
   * @param buffer read buffer
   * @return whether the link is still open
   * @throws IOException if one side is gone; the link is to be {@linkplain #reset reset} then
   */
  boolean move(ByteBuffer buffer, Line line, long nowNanos) throws IOException {
    if (server.channel.isConnectionPending() && !server.channel.finishConnect()) {
      return true;
    }
    move(client, server, buffer, line, nowNanos);
    move(server, client, buffer, line, nowNanos);
    if (client.inputClosed && server.inputClosed) {
      client.channel.close();
      server.channel.close();
      return false;
    }
    listen(client, server, line, nowNanos);
    listen(server, client, line, nowNanos);
    return true;
  }

  private static void move(End from, End to, ByteBuffer buffer, Line line, long nowNanos)
      throws IOException {
    if (line.isHeld()) {
      return;
    }
    if (!from.outputClosed && to.arriving.room() > 0) {
      buffer.clear().limit(Math.min(buffer.capacity(), to.arriving.room()));
      int read = from.channel.read(buffer);
      from.outputClosed = read < 0;
      if (read > 0) {
        var bytes = ByteBuffer.allocate(read).put(buffer.flip()).flip();
        to.arriving.take(bytes, nowNanos + line.delayNanos());
      }
    }
    boolean progress = true;
    while (progress && to.arriving.due(nowNanos).isPresent()) {
      var due = to.arriving.due(nowNanos).get();
      int may = Math.min(due.remaining(), line.allowed(nowNanos));
      var piece = due.slice().limit(may);
      int written = may == 0 ? 0 : to.channel.write(piece);
      due.position(due.position() + written);
      to.arriving.gone(written);
      line.used(written);
      progress = written > 0;
    }
    if (from.outputClosed && to.arriving.isEmpty() && !to.inputClosed) {
      to.channel.shutdownOutput();
      to.inputClosed = true;
    }
  }

  private static void listen(End end, End other, Line line, long nowNanos) {
    boolean reads = !end.outputClosed && other.arriving.room() > 0;
    boolean writes = end.arriving.due(nowNanos).isPresent() && line.allowed(nowNanos) > 0;
    end.key.interestOps(
        line.isHeld()
            ? 0
            : (reads ? SelectionKey.OP_READ : 0) | (writes ? SelectionKey.OP_WRITE : 0));
  }

  /** Time until the next bytes in each direction are due. */
  LongStream nanosToWait(long nowNanos) {
    return Stream.of(client, server)
        .flatMapToLong(end -> end.arriving.nanosToWait(nowNanos).stream());
  }

  /** Resets both connections. */
  void reset() {
    reset(client.channel);
    reset(server.channel);
  }

  /** Closes a connection so that the other side sees a reset. */
  static void reset(SocketChannel channel) {
    try (channel) {
      channel.setOption(StandardSocketOptions.SO_LINGER, 0);
    } catch (IOException e) {
      // Already closed.
    }
  }
}
