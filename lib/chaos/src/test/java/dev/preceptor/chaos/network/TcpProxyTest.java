package dev.preceptor.chaos.network;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The proxy between real sockets, in front of an echo server. */
@Tag("slow")
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class TcpProxyTest {

  private static final int BEGUN = 7;
  private static final int SILENCE_MILLIS = 200;
  private static final int MOMENT_MILLIS = 20;

  /** Runs with the machine's clock but where a test moves it by hand. */
  private static final class HandClock implements LongSupplier {
    private volatile OptionalLong stoppedAt = OptionalLong.empty();

    @Override
    public long getAsLong() {
      return stoppedAt.orElseGet(System::nanoTime);
    }

    void stop() {
      stoppedAt = OptionalLong.of(System.nanoTime());
    }

    void advance(Duration by) {
      stoppedAt = OptionalLong.of(stoppedAt.orElseThrow() + by.toNanos());
    }

    void go() {
      stoppedAt = OptionalLong.empty();
    }
  }

  private final HandClock clock = new HandClock();
  private ServerSocket server;
  private Thread accepting;
  private TcpProxy proxy;

  @BeforeEach
  void start() throws IOException {
    startServer(0);
    proxy = TcpProxy.start(0, server.getLocalPort(), clock);
  }

  @AfterEach
  void stop() throws IOException, InterruptedException {
    proxy.close();
    stopServer();
  }

  @Test
  void bytesAndTheEndOfStreamArriveUnchanged() throws IOException {
    var sent = bytes(3_000_000);
    try (var client = client()) {
      var sending = CompletableFuture.runAsync(() -> send(client, sent, true));
      assertThat(client.getInputStream().readAllBytes()).isEqualTo(sent);
      sending.join();
    }
  }

  @Test
  void aSlowConnectionDeliversEverythingAfterItsDelay() throws IOException {
    var sent = bytes(300_000);
    try (var client = begun()) {
      clock.stop();
      proxy.setCondition(new Condition.Latency(Duration.ofMillis(150)));
      var sending = CompletableFuture.runAsync(() -> send(client, sent, true));
      assertNothingArrives(client);
      clock.advance(Duration.ofMillis(150));
      // It is on its way back, and that takes as long again.
      assertNothingArrives(client);
      clock.go();
      assertThat(client.getInputStream().readAllBytes()).isEqualTo(sent);
      sending.join();
    }
  }

  @Test
  void latencyLosesNoSmallWrite() throws IOException {
    try (var client = begun()) {
      proxy.setCondition(new Condition.Latency(Duration.ofNanos(20_000)));
      for (int value = 0; value < 500; value++) {
        send(client, new byte[] {(byte) value}, false);
        assertThat((byte) read(client)).isEqualTo((byte) value);
      }
    }
  }

  @Test
  void aThrottledProxyStaysWithinItsRate() throws IOException {
    var sent = bytes(40_000);
    try (var client = begun()) {
      clock.stop();
      proxy.setCondition(new Condition.Throttle(100_000));
      var sending = CompletableFuture.runAsync(() -> send(client, sent, true));
      assertNothingArrives(client);
      var received = new ByteArrayOutputStream();
      for (int tenths = 1; received.size() < sent.length; tenths++) {
        clock.advance(Duration.ofMillis(100));
        received.writeBytes(readNow(client));
        // What comes back has gone there before, and both ways share the line.
        assertThat(2 * received.size()).isLessThanOrEqualTo(tenths * 10_000);
      }
      sending.join();
      assertThat(received.toByteArray()).isEqualTo(sent);
    }
  }

  @Test
  void aBlackHoleDeliversNothingUntilItEnds() throws IOException {
    try (var before = begun()) {
      proxy.setCondition(new Condition.Drop());
      awaitSilence(before);
      send(before, bytes(10), false);
      try (var meanwhile = client()) {
        meanwhile.setSoTimeout(SILENCE_MILLIS);
        send(meanwhile, new byte[] {1}, false);
        assertThatThrownBy(() -> read(meanwhile)).isInstanceOf(SocketTimeoutException.class);
        proxy.setCondition(new Condition.Clear());
        meanwhile.setSoTimeout(0);
        before.setSoTimeout(0);
        assertThat(read(meanwhile)).isEqualTo(1);
        assertThat(read(before)).as("sent when the silence was noticed").isEqualTo(BEGUN);
        assertThat(before.getInputStream().readNBytes(10)).isEqualTo(bytes(10));
      }
    }
  }

  @Test
  void aCutResetsOpenAndNewConnections() throws IOException {
    try (var before = begun()) {
      proxy.setCondition(new Condition.Cut());
      assertThatThrownBy(() -> read(before)).isInstanceOf(IOException.class);
      assertThatThrownBy(
              () -> {
                try (var meanwhile = client()) {
                  read(meanwhile);
                }
              })
          .isInstanceOf(IOException.class);
      proxy.setCondition(new Condition.Clear());
      awaitWorking();
    }
  }

  @Test
  void connectionsAreRefusedWhileTheServerIsAway() throws IOException {
    int port = proxy.port();
    try (var before = begun()) {
      proxy.setCondition(new Condition.Away());
      assertThatThrownBy(() -> read(before)).isInstanceOf(IOException.class);
      boolean refused = false;
      while (!refused) {
        try {
          client().close();
        } catch (ConnectException e) {
          refused = true;
        }
      }
      proxy.setCondition(new Condition.Clear());
      awaitWorking();
      assertThat(proxy.port()).isEqualTo(port);
    }
  }

  @Test
  void aChangeThatFollowsAtOnceIsNotLost() {
    for (int change = 0; change < 500; change++) {
      proxy.setCondition(new Condition.Away());
      for (int spin = 0; spin < change; spin++) {
        Thread.onSpinWait();
      }
      proxy.setCondition(new Condition.Clear());
      awaitWorking();
    }
  }

  @Test
  void aServerThatStartsLaterIsReached() throws IOException, InterruptedException {
    int port = server.getLocalPort();
    stopServer();
    assertThatThrownBy(this::begun).isInstanceOf(IOException.class);
    startServer(port);
    awaitWorking();
  }

  @Test
  void closingResetsOpenConnections() throws IOException {
    try (var client = begun()) {
      proxy.close();
      assertThatThrownBy(() -> read(client)).isInstanceOf(IOException.class);
      assertThatThrownBy(this::client).isInstanceOf(ConnectException.class);
    }
  }

  private Socket client() throws IOException {
    return new Socket(InetAddress.getLoopbackAddress(), proxy.port());
  }

  /** A connection that is open on both sides of the proxy. */
  private Socket begun() throws IOException {
    var client = client();
    try {
      send(client, new byte[] {BEGUN}, false);
      assertThat(read(client)).isEqualTo(BEGUN);
      return client;
    } catch (IOException | RuntimeException e) {
      client.close();
      throw e instanceof IOException gone ? gone : new IOException(e);
    }
  }

  private void awaitWorking() {
    await().atMost(30, SECONDS).pollInterval(5, MILLISECONDS).ignoreExceptions().until(this::works);
  }

  private boolean works() throws IOException {
    begun().close();
    return true;
  }

  /** Until a change has taken effect, bytes may still be echoed. */
  private static void awaitSilence(Socket client) throws IOException {
    client.setSoTimeout(SILENCE_MILLIS);
    boolean silent = false;
    while (!silent) {
      try {
        send(client, new byte[] {BEGUN}, false);
        read(client);
      } catch (SocketTimeoutException e) {
        silent = true;
      }
    }
  }

  private static void assertNothingArrives(Socket client) throws IOException {
    client.setSoTimeout(SILENCE_MILLIS);
    assertThatThrownBy(() -> read(client)).isInstanceOf(SocketTimeoutException.class);
    client.setSoTimeout(0);
  }

  /** What arrives within a moment. */
  private static byte[] readNow(Socket client) throws IOException {
    client.setSoTimeout(MOMENT_MILLIS);
    try {
      int first = read(client);
      var more = client.getInputStream().readNBytes(client.getInputStream().available());
      return ByteBuffer.allocate(1 + more.length).put((byte) first).put(more).array();
    } catch (SocketTimeoutException e) {
      return new byte[0];
    } finally {
      client.setSoTimeout(0);
    }
  }

  /** The next byte; fails at the end of the stream. */
  private static int read(Socket client) throws IOException {
    int value = client.getInputStream().read();
    if (value < 0) {
      throw new EOFException("the connection has ended");
    }
    return value;
  }

  private static void send(Socket client, byte[] bytes, boolean last) {
    try {
      client.getOutputStream().write(bytes);
      if (last) {
        client.shutdownOutput();
      }
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] bytes(int count) {
    var bytes = new byte[count];
    new Random(count).nextBytes(bytes);
    return bytes;
  }

  private void startServer(int port) throws IOException {
    var started = new ServerSocket(port, 50, InetAddress.getLoopbackAddress());
    server = started;
    accepting =
        daemon(
            () -> {
              while (true) {
                var accepted = started.accept();
                daemon(
                    () -> {
                      try (accepted) {
                        accepted.getInputStream().transferTo(accepted.getOutputStream());
                      }
                    });
              }
            });
  }

  /** A server closed while it is accepting may still take one more connection. */
  private void stopServer() throws IOException, InterruptedException {
    server.close();
    accepting.join();
  }

  private interface SocketTask {
    void run() throws IOException;
  }

  private static Thread daemon(SocketTask task) {
    var thread =
        new Thread(
            () -> {
              try {
                task.run();
              } catch (IOException e) {
                // The test is over, or expects the failure.
              }
            });
    thread.setDaemon(true);
    thread.start();
    return thread;
  }
}
