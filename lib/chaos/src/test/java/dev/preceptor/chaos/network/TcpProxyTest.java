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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The proxy between real sockets, in front of a server that gives back what it hears. */
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
  void whatIsSaidArrivesUnchangedAndSoDoesItsEnd() throws IOException {
    var said = bytes(3_000_000);
    try (var client = client()) {
      var speaking = CompletableFuture.runAsync(() -> say(client, said, true));
      assertThat(client.getInputStream().readAllBytes()).isEqualTo(said);
      speaking.join();
    }
  }

  @Test
  void aSlowLineDeliversAfterItsDelayAndAllOfIt() throws IOException {
    var said = bytes(300_000);
    try (var client = begun()) {
      clock.stop();
      proxy.become(new Condition.Latency(Duration.ofMillis(150)));
      var speaking = CompletableFuture.runAsync(() -> say(client, said, true));
      assertSilence(client);
      clock.advance(Duration.ofMillis(150));
      // It is on its way back, and that takes as long again.
      assertSilence(client);
      clock.go();
      assertThat(client.getInputStream().readAllBytes()).isEqualTo(said);
      speaking.join();
    }
  }

  @Test
  void aSlowLineForgetsNoWord() throws IOException {
    try (var client = begun()) {
      proxy.become(new Condition.Latency(Duration.ofNanos(20_000)));
      for (int word = 0; word < 500; word++) {
        say(client, new byte[] {(byte) word}, false);
        assertThat((byte) heard(client)).isEqualTo((byte) word);
      }
    }
  }

  @Test
  void aThrottledLineCarriesNoMoreThanItsShare() throws IOException {
    var said = bytes(40_000);
    try (var client = begun()) {
      clock.stop();
      proxy.become(new Condition.Throttle(100_000));
      var speaking = CompletableFuture.runAsync(() -> say(client, said, true));
      assertSilence(client);
      var heard = new ByteArrayOutputStream();
      for (int tenths = 1; heard.size() < said.length; tenths++) {
        clock.advance(Duration.ofMillis(100));
        heard.writeBytes(heardNow(client));
        // What comes back has gone there before, and both ways share the line.
        assertThat(2 * heard.size()).isLessThanOrEqualTo(tenths * 10_000);
      }
      speaking.join();
      assertThat(heard.toByteArray()).isEqualTo(said);
    }
  }

  @Test
  void nothingComesOutOfABlackHoleBeforeItIsGone() throws IOException {
    try (var before = begun()) {
      proxy.become(new Condition.Drop());
      awaitSilence(before);
      say(before, bytes(10), false);
      try (var meanwhile = client()) {
        meanwhile.setSoTimeout(SILENCE_MILLIS);
        say(meanwhile, new byte[] {1}, false);
        assertThatThrownBy(() -> heard(meanwhile)).isInstanceOf(SocketTimeoutException.class);
        proxy.become(new Condition.Clear());
        meanwhile.setSoTimeout(0);
        before.setSoTimeout(0);
        assertThat(heard(meanwhile)).isEqualTo(1);
        assertThat(heard(before)).as("said when silence was noticed").isEqualTo(BEGUN);
        assertThat(before.getInputStream().readNBytes(10)).isEqualTo(bytes(10));
      }
    }
  }

  @Test
  void aCutResetsWhatStandsAndWhatIsTried() throws IOException {
    try (var before = begun()) {
      proxy.become(new Condition.Cut());
      assertThatThrownBy(() -> heard(before)).isInstanceOf(IOException.class);
      assertThatThrownBy(
              () -> {
                try (var meanwhile = client()) {
                  heard(meanwhile);
                }
              })
          .isInstanceOf(IOException.class);
      proxy.become(new Condition.Clear());
      awaitWorking();
    }
  }

  @Test
  void nobodyListensWhereTheServerIsAway() throws IOException {
    int port = proxy.port();
    try (var before = begun()) {
      proxy.become(new Condition.Away());
      assertThatThrownBy(() -> heard(before)).isInstanceOf(IOException.class);
      boolean refused = false;
      while (!refused) {
        try {
          client().close();
        } catch (ConnectException e) {
          refused = true;
        }
      }
      proxy.become(new Condition.Clear());
      awaitWorking();
      assertThat(proxy.port()).isEqualTo(port);
    }
  }

  @Test
  void aChangeThatFollowsAtOnceIsNotForgotten() {
    for (int change = 0; change < 500; change++) {
      proxy.become(new Condition.Away());
      for (int spin = 0; spin < change; spin++) {
        Thread.onSpinWait();
      }
      proxy.become(new Condition.Clear());
      awaitWorking();
    }
  }

  @Test
  void aServerThatComesLaterIsFound() throws IOException, InterruptedException {
    int port = server.getLocalPort();
    stopServer();
    assertThatThrownBy(this::begun).isInstanceOf(IOException.class);
    startServer(port);
    awaitWorking();
  }

  @Test
  void closingResetsWhatStands() throws IOException {
    try (var client = begun()) {
      proxy.close();
      assertThatThrownBy(() -> heard(client)).isInstanceOf(IOException.class);
      assertThatThrownBy(this::client).isInstanceOf(ConnectException.class);
    }
  }

  private Socket client() throws IOException {
    return new Socket(InetAddress.getLoopbackAddress(), proxy.port());
  }

  /** A connection that stands on both sides of the proxy. */
  private Socket begun() throws IOException {
    var client = client();
    try {
      say(client, new byte[] {BEGUN}, false);
      assertThat(heard(client)).isEqualTo(BEGUN);
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

  /** Until a change has taken effect, what is said may still be given back. */
  private static void awaitSilence(Socket client) throws IOException {
    client.setSoTimeout(SILENCE_MILLIS);
    boolean silent = false;
    while (!silent) {
      try {
        say(client, new byte[] {BEGUN}, false);
        heard(client);
      } catch (SocketTimeoutException e) {
        silent = true;
      }
    }
  }

  private static void assertSilence(Socket client) throws IOException {
    client.setSoTimeout(SILENCE_MILLIS);
    assertThatThrownBy(() -> heard(client)).isInstanceOf(SocketTimeoutException.class);
    client.setSoTimeout(0);
  }

  /** What is there within a moment. */
  private static byte[] heardNow(Socket client) throws IOException {
    client.setSoTimeout(MOMENT_MILLIS);
    try {
      int first = heard(client);
      var more = client.getInputStream().readNBytes(client.getInputStream().available());
      return ByteBuffer.allocate(1 + more.length).put((byte) first).put(more).array();
    } catch (SocketTimeoutException e) {
      return new byte[0];
    } finally {
      client.setSoTimeout(0);
    }
  }

  /** The next byte; an end without a reset is none. */
  private static int heard(Socket client) throws IOException {
    int heard = client.getInputStream().read();
    if (heard < 0) {
      throw new EOFException("the connection has ended");
    }
    return heard;
  }

  private static void say(Socket client, byte[] bytes, boolean last) {
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

  /** A closed server that is waiting still takes the connection that comes just then. */
  private void stopServer() throws IOException, InterruptedException {
    server.close();
    accepting.join();
  }

  private interface Talk {
    void run() throws IOException;
  }

  private static Thread daemon(Talk talk) {
    var thread =
        new Thread(
            () -> {
              try {
                talk.run();
              } catch (IOException e) {
                // The test is over, or wanted it so.
              }
            });
    thread.setDaemon(true);
    thread.start();
    return thread;
  }
}
