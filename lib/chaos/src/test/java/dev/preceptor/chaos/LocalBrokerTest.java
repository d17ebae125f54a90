package dev.preceptor.chaos;

import static java.util.concurrent.TimeUnit.MINUTES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.preceptor.broker.BrokerSettings.Detour;
import dev.preceptor.broker.LoopbackPorts;
import dev.preceptor.chaos.network.Condition;
import dev.preceptor.chaos.network.TcpProxy;
import dev.preceptor.fleet.broker.BrokerOfRun;
import dev.preceptor.fleet.broker.BrokerPorts;
import dev.preceptor.fleet.broker.BrokerWatch;
import dev.preceptor.fleet.broker.LocalBroker;
import dev.preceptor.models.InputException;
import dev.preceptor.run.BrokerAddress;
import dev.preceptor.run.RunFolder;
import dev.preceptor.run.RunLock;
import dev.preceptor.runlog.RunTopics;
import dev.preceptor.schemas.Definition;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Tag("integration")
@Timeout(120)
class LocalBrokerTest {

  private static final Definition DEFINITION =
      Definition.newBuilder()
          .setRun("mine")
          .setRecipe("model: m\n")
          .setModelSha256("1")
          .setTrainSha256("2")
          .setTestSha256("3")
          .setCode("0.1.0")
          .setCreatedMillis(4)
          .build();

  @TempDir Path runs;
  private RunFolder run;
  private final ConcurrentLinkedQueue<String> lines = new ConcurrentLinkedQueue<>();

  @BeforeEach
  void makeRun() throws Exception {
    run = new RunFolder(runs, "mine");
    Files.createDirectory(run.path());
  }

  @Test
  void aRunsTopicsAndDefinitionAreThereAgainAfterARestart() {
    int port = LoopbackPorts.free();
    try (var broker = LocalBroker.start(run, BrokerPorts.at(port), lines::add)) {
      assertThat(broker.bootstrapServers()).isEqualTo("127.0.0.1:" + port);
      var topics = new RunTopics(broker.bootstrapServers(), run.topics());
      assertThat(topics.exist()).isFalse();
      topics.create(run.topics().specs(3));
      topics.create(run.topics().specs(3));
      assertThat(topics.definition()).isEmpty();
      topics.publish(DEFINITION);
      assertThat(topics.definition()).contains(DEFINITION);
    }
    try (var found = BrokerOfRun.find(run, Optional.empty(), lines::add)) {
      var topics = new RunTopics(found.bootstrapServers(), run.topics());
      assertThat(topics.definition()).contains(DEFINITION);
    }
    assertThat(lines).containsExactly("starting the run's broker…");
  }

  @Test
  void theBrokerOfALiveRunIsUsedAndLeftRunning() throws Exception {
    try (var live = LocalBroker.start(run, BrokerPorts.free(), lines::add)) {
      new RunTopics(live.bootstrapServers(), run.topics()).create(run.topics().specs(1));
      new BrokerAddress(live.bootstrapServers(), true).write(run);
      try (var found = BrokerOfRun.find(run, Optional.empty(), lines::add)) {
        assertThat(found.bootstrapServers()).isEqualTo(live.bootstrapServers());
      }
      assertThat(new RunTopics(live.bootstrapServers(), run.topics()).answer()).isTrue();
    }
  }

  @Test
  void theRunsClientsStayOnTheDetourAndItsConditionAffectsThem() {
    int port = LoopbackPorts.free();
    var ports = new Detour(LoopbackPorts.free(), LoopbackPorts.free());
    try (var proxy = TcpProxy.start(ports.proxyPort(), ports.port());
        var broker =
            LocalBroker.start(
                run, new BrokerPorts(OptionalInt.of(port), Optional.of(ports)), lines::add)) {
      assertThat(broker.bootstrapServers()).isEqualTo("127.0.0.1:" + ports.proxyPort());
      var detour = new RunTopics(broker.bootstrapServers(), run.topics());
      var straight = new RunTopics("127.0.0.1:" + port, run.topics());
      detour.create(run.topics().specs(1));
      detour.publish(DEFINITION);
      proxy.setCondition(new Condition.Away());
      assertThat(straight.definition()).contains(DEFINITION);
      assertThat(detour.answer()).isFalse();
      proxy.setCondition(new Condition.Clear());
      assertThat(detour.definition()).contains(DEFINITION);
    }
  }

  @Test
  void aHeldBrokerIsUnreachableAndComesBackWithItsLogWhenReleased() throws Exception {
    try (var broker = LocalBroker.start(run, BrokerPorts.free(), lines::add);
        var lock = RunLock.take(run);
        var watch = BrokerWatch.of(broker.bootstrapServers())) {
      var topics = new RunTopics(broker.bootstrapServers(), run.topics());
      topics.create(run.topics().specs(1));
      topics.publish(DEFINITION);
      new BrokerAddress(broker.bootstrapServers(), true).write(run);
      assertThat(BrokerOfRun.silent(run)).isEmpty();

      broker.hold();
      assertThat(topics.answer()).isFalse();
      await().atMost(1, MINUTES).until(() -> watch.silence().isPresent());
      assertThat(lock).isNotNull();
      assertThat(BrokerOfRun.silent(run)).isPresent();

      broker.release();
      await().atMost(1, MINUTES).until(() -> watch.silence().isEmpty());
      assertThat(topics.definition()).contains(DEFINITION);
      assertThat(broker.failure()).isEmpty();
    }
  }

  @Test
  void aPortInUseIsReported() throws Exception {
    try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int port = taken.getLocalPort();
      assertThatThrownBy(() -> LocalBroker.start(run, BrokerPorts.at(port), lines::add))
          .isInstanceOf(InputException.class)
          .hasMessageStartingWith("--port " + port + " is in use");
      assertThat(run.kafka()).doesNotExist();
    }
  }

  @Test
  void aRunWithoutALogIsReported() {
    assertThatThrownBy(() -> BrokerOfRun.find(run, Optional.empty(), lines::add))
        .isInstanceOf(InputException.class)
        .hasMessageContaining(run.kafka().toString());
  }

  @Test
  void anAddressWhereNoBrokerAnswersIsReported() {
    var nowhere = "127.0.0.1:" + LoopbackPorts.free();
    assertThat(new RunTopics(nowhere, run.topics()).answer()).isFalse();
    assertThatThrownBy(() -> BrokerOfRun.find(run, Optional.of("nonsense"), lines::add))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("nonsense");
    assertThat(List.copyOf(lines)).isEmpty();
  }
}
