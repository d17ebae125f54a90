package dev.preceptor.chaos.network;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * A proxy on the loopback interface that forwards bytes between clients and a server under a {@link
 * Condition}, which can be changed at any time. One thread forwards everything; the bytes held per
 * connection and the number of connections are bounded.
 */
public final class TcpProxy implements AutoCloseable {

  private static final int MAX_LINKS = 256;
  private static final int BUFFER_BYTES = 64 << 10;
  private static final long METERED_WAIT_MILLIS = 10;
  private static final long REOPEN_WAIT_MILLIS = 100;

  private final InetSocketAddress address;
  private final InetSocketAddress target;
  private final Selector selector;
  private final LongSupplier nanoClock;
  private final Set<Link> links = new HashSet<>();
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);
  private final Thread mover = new Thread(this::run, "tcp-proxy");
  private Optional<ServerSocketChannel> listener = Optional.empty();
  private volatile Line line;
  private volatile boolean closed;

  private TcpProxy(int port, int targetPort, LongSupplier nanoClock) throws IOException {
    this.nanoClock = nanoClock;
    line = new Line(new Condition.Clear(), nanoClock.getAsLong());
    target = new InetSocketAddress(InetAddress.getLoopbackAddress(), targetPort);
    selector = Selector.open();
    var first = listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    listener = Optional.of(first);
    address = (InetSocketAddress) first.getLocalAddress();
    mover.setDaemon(true);
  }

  /**
   * Starts a proxy with the condition {@link Condition.Clear}.
   *
   * @param port port to listen on; 0 for any free one
   * @param targetPort port of the server, which need not listen yet
   * @throws UncheckedIOException if the port cannot be listened on
   */
  public static TcpProxy start(int port, int targetPort) {
    return start(port, targetPort, System::nanoTime);
  }

  /** A proxy whose delays and rates pass by a clock of its own. */
  static TcpProxy start(int port, int targetPort, LongSupplier nanoClock) {
    try {
      var proxy = new TcpProxy(port, targetPort, nanoClock);
      proxy.mover.start();
      return proxy;
    } catch (IOException e) {
      throw new UncheckedIOException("a proxy cannot listen on port " + port, e);
    }
  }

  /** The port it listens on. */
  public int port() {
    return address.getPort();
  }

  /** Changes the condition for open and new connections; takes effect soon after the call. */
  public void setCondition(Condition condition) {
    line = new Line(condition, nanoClock.getAsLong());
    selector.wakeup();
  }

  /** The current condition. */
  public Condition condition() {
    return line.condition();
  }

  private ServerSocketChannel listen(InetSocketAddress where) throws IOException {
    var channel = ServerSocketChannel.open();
    try {
      channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
      channel.bind(where);
      channel.configureBlocking(false);
      channel.register(selector, SelectionKey.OP_ACCEPT);
      return channel;
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  private void run() {
    try {
      while (!closed) {
        var now = line;
        openOrCloseListener(now);
        if (now.resets()) {
          resetAll();
        }
        long nanos = nanoClock.getAsLong();
        move(now, nanos);
        select(now, nanos);
        accept(now);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the proxy on port " + port() + " has failed", e);
    } finally {
      end();
    }
  }

  private void openOrCloseListener(Line now) throws IOException {
    if (!now.listens() && listener.isPresent()) {
      listener.get().close();
      // A closed channel listens until its key is removed, which happens in a selection.
      selector.selectNow();
      // The selection may have consumed the wake-up of a change made meanwhile.
      selector.wakeup();
      listener = Optional.empty();
    } else if (now.listens() && listener.isEmpty()) {
      try {
        listener = Optional.of(listen(address));
      } catch (IOException e) {
        // Another process has the port for a moment; tried again after the next selection.
      }
    }
  }

  private void move(Line now, long nanos) {
    links.removeIf(
        link -> {
          try {
            return !link.move(buffer, now, nanos);
          } catch (IOException e) {
            link.reset();
            return true;
          }
        });
  }

  private void select(Line now, long nanos) throws IOException {
    selector.select(millisToWait(now, nanos));
  }

  /**
   * Time to wait for what no channel signals; 0 if there is nothing such. Uses the time of the
   * preceding move: bytes that fall due between two readings of the clock would be missed.
   */
  private long millisToWait(Line now, long nanos) {
    if (now.listens() && listener.isEmpty()) {
      return REOPEN_WAIT_MILLIS;
    }
    if (now.isHeld()) {
      return 0;
    }
    return links.stream()
        .flatMapToLong(link -> link.nanosToWait(nanos))
        // Due bytes wait for a channel, or for the allowance.
        .filter(wait -> wait > 0 || now.isMetered())
        .map(wait -> wait > 0 ? TimeUnit.NANOSECONDS.toMillis(wait) + 1 : METERED_WAIT_MILLIS)
        .min()
        .orElse(0);
  }

  private void accept(Line now) throws IOException {
    for (var key : selector.selectedKeys()) {
      if (key.isValid() && key.isAcceptable()) {
        var accepted = listener.isPresent() ? listener.get().accept() : null;
        if (accepted != null) {
          accept(accepted, now);
        }
      }
    }
    selector.selectedKeys().clear();
  }

  private void accept(SocketChannel accepted, Line now) {
    if (now.resets() || links.size() >= MAX_LINKS) {
      Link.reset(accepted);
      return;
    }
    try {
      links.add(Link.open(accepted, target, selector));
    } catch (IOException e) {
      Link.reset(accepted);
    }
  }

  private void resetAll() {
    links.forEach(Link::reset);
    links.clear();
  }

  private void end() {
    resetAll();
    try {
      if (listener.isPresent()) {
        listener.get().close();
      }
      selector.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Resets all connections and stops listening. */
  @Override
  public void close() {
    closed = true;
    selector.wakeup();
    try {
      mover.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
