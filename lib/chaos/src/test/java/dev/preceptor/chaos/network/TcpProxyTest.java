package dev.preceptor.chaos.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The proxy between real sockets, in front of an echo server. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class TcpProxyTest {

  private static final int BEGUN = 7;
  private static final int SILENCE_MILLIS = 200;

  private ServerSocket server;
  private Thread accepting;
  private TcpProxy proxy;

  @BeforeEach
  void start() throws IOException {
    startServer(0);
    proxy = TcpProxy.start(0, server.getLocalPort());
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
  void latencyDelaysBytesButLosesNone() throws IOException {
    var sent = bytes(300_000);
    try (var client = begun()) {
      proxy.setCondition(new Condition.Latency(Duration.ofMillis(150)));
      long sentNanos = System.nanoTime();
      var sending = CompletableFuture.runAsync(() -> send(client, sent, true));
      assertThat(client.getInputStream().readAllBytes()).isEqualTo(sent);
      sending.join();
      assertThat(Duration.ofNanos(System.nanoTime() - sentNanos))
          .as("there and back cannot take less than two delays")
          .isGreaterThanOrEqualTo(Duration.ofMillis(300));
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
      proxy.setCondition(new Condition.Throttle(100_000));
      long sentNanos = System.nanoTime();
      var sending = CompletableFuture.runAsync(() -> send(client, sent, true));
      assertThat(client.getInputStream().readAllBytes()).isEqualTo(sent);
      sending.join();
      assertThat(Duration.ofNanos(System.nanoTime() - sentNanos))
          .as("80 kB both ways at 100 kB a second, less the initial fill of the bucket")
          .isGreaterThanOrEqualTo(Duration.ofMillis(700));
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
      LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(change % 100));
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
    boolean works = false;
    while (!works) {
      try {
        begun().close();
        works = true;
      } catch (IOException e) {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
      }
    }
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
