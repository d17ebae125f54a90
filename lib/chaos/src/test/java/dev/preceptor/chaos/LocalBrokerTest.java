package dev.preceptor.chaos;

import static java.util.concurrent.TimeUnit.MINUTES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.preceptor.broker.BrokerSettings;
import dev.preceptor.broker.BrokerSettings.Detour;
import dev.preceptor.broker.BrokerUsers;
import dev.preceptor.broker.EmbeddedBroker;
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
import dev.preceptor.run.SilentBroker;
import dev.preceptor.runlog.BrokerAccess;
import dev.preceptor.runlog.ClientConfig;
import dev.preceptor.runlog.KafkaSettings;
import dev.preceptor.runlog.RunLog;
import dev.preceptor.runlog.RunTopics;
import dev.preceptor.schemas.Definition;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.common.errors.TimeoutException;
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

  /** More than a client asks for ahead. */
  private static final int DEFINITIONS = 4;

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
      assertThat(broker.access().bootstrapServers()).isEqualTo("127.0.0.1:" + port);
      var topics = new RunTopics(broker.access(), run.topics());
      assertThat(topics.exist()).isFalse();
      topics.create(run.topics().specs(3));
      topics.create(run.topics().specs(3));
      assertThat(topics.definition()).isEmpty();
      topics.publish(DEFINITION);
      assertThat(topics.definition()).contains(DEFINITION);
    }
    try (var found = BrokerOfRun.find(run, ClientConfig.none(), lines::add)) {
      var topics = new RunTopics(found.access(), run.topics());
      assertThat(topics.definition()).contains(DEFINITION);
    }
    assertThat(lines).containsExactly("starting the run's broker…");
  }

  @Test
  void onlyTheOwnerOfARunReadsItsSecretsAndNobodyGetsInWithoutThem() throws Exception {
    Path users = run.secrets().resolve("users.properties");
    String before;
    try (var broker = LocalBroker.start(run, BrokerPorts.free(), lines::add)) {
      assertThat(Files.getPosixFilePermissions(run.secrets()))
          .isEqualTo(PosixFilePermissions.fromString("rwx------"));
      for (var file : List.of(users, run.kafkaLogin())) {
        assertThat(Files.getPosixFilePermissions(file))
            .isEqualTo(PosixFilePermissions.fromString("rw-------"));
      }
      assertThat(new RunTopics(broker.access(), run.topics()).exist()).isFalse();
      var stranger = BrokerAccess.open(broker.access().bootstrapServers());
      assertThat(new RunTopics(stranger, run.topics()).silence(Duration.ofSeconds(2))).isPresent();
      before = Files.readString(users);
      var passwords = BrokerUsers.passwords(users);
      assertThat(passwords.values())
          .hasSize(3)
          .doesNotHaveDuplicates()
          .allMatch(p -> p.length() == 43);
      assertThat(commandLines())
          .anyMatch(line -> line.contains(run.kafka().toString()))
          .noneMatch(line -> passwords.values().stream().anyMatch(line::contains));
      assertThat(written(run.path().resolve("logs")) + written(run.kafka()))
          .doesNotContain(passwords.values());
    }
    try (var again = LocalBroker.start(run, BrokerPorts.free(), lines::add)) {
      assertThat(new RunTopics(again.access(), run.topics()).exist()).isFalse();
      assertThat(users).as("the secret of a run stays").hasContent(before);
    }
  }

  /** As everyone on the machine reads them; Java's own view of them is cut short. */
  private static List<String> commandLines() throws Exception {
    List<String> lines = new ArrayList<>();
    for (var process : ProcessHandle.current().descendants().toList()) {
      lines.add(Files.readString(Path.of("/proc/" + process.pid() + "/cmdline")));
    }
    return lines;
  }

  private static String written(Path folder) throws Exception {
    var text = new StringBuilder();
    try (var files = Files.walk(folder)) {
      for (var file : files.filter(Files::isRegularFile).toList()) {
        text.append(Files.readString(file, StandardCharsets.ISO_8859_1));
      }
    }
    return text.toString();
  }

  @Test
  void aRunOfAnEarlierVersionIsOpenedAndSecured() throws Exception {
    var settings = BrokerSettings.onFreePorts(run.kafka());
    try (var unsecured = EmbeddedBroker.start(settings)) {
      var topics = new RunTopics(BrokerAccess.open(settings.bootstrapServers()), run.topics());
      topics.create(run.topics().specs(2));
      topics.publish(DEFINITION);
      new BrokerAddress(settings.bootstrapServers(), true).write(run);
      try (var live = BrokerOfRun.find(run, ClientConfig.none(), lines::add)) {
        assertThat(live.isOwn()).isFalse();
        assertThat(new RunTopics(live.access(), run.topics()).definition()).contains(DEFINITION);
      }
      assertThat(unsecured).isNotNull();
    }
    assertThat(run.secrets()).doesNotExist();
    try (var found = BrokerOfRun.find(run, ClientConfig.none(), lines::add)) {
      assertThat(new RunTopics(found.access(), run.topics()).definition()).contains(DEFINITION);
      assertThat(found.access().protocol()).isEqualTo("SASL_PLAINTEXT");
    }
  }

  @Test
  void anotherBrokerOnTheOldPortIsNotTakenForTheRuns() throws Exception {
    try (var broker = LocalBroker.start(run, BrokerPorts.free(), lines::add)) {
      new RunTopics(broker.access(), run.topics()).create(run.topics().specs(1));
    }
    var other = new RunFolder(runs, "other");
    Files.createDirectory(other.path());
    try (var stranger = LocalBroker.start(other, BrokerPorts.free(), lines::add)) {
      new BrokerAddress(stranger.access().bootstrapServers(), true).write(run);
      try (var found = BrokerOfRun.find(run, ClientConfig.none(), lines::add)) {
        assertThat(found.isOwn()).isTrue();
      }
    }
  }

  @Test
  void theBrokerOfALiveRunIsUsedAndLeftRunning() throws Exception {
    try (var live = LocalBroker.start(run, BrokerPorts.free(), lines::add)) {
      new RunTopics(live.access(), run.topics()).create(run.topics().specs(1));
      new BrokerAddress(live.access().bootstrapServers(), true).write(run);
      try (var found = BrokerOfRun.find(run, ClientConfig.none(), lines::add)) {
        assertThat(found.access()).isEqualTo(live.access());
      }
      assertThat(new RunTopics(live.access(), run.topics()).answer()).isTrue();
    }
  }

  @Test
  void theRunsClientsStayOnTheDetourAndItsConditionAffectsThem() {
    int port = LoopbackPorts.free();
    var ports = new Detour(LoopbackPorts.free(), LoopbackPorts.free());
    try (var proxy = TcpProxy.start(ports.proxyPort(), ports.port());
        var broker =
            LocalBroker.start(
                run,
                new BrokerPorts(OptionalInt.of(port), Optional.of(ports), Optional.empty()),
                lines::add)) {
      assertThat(broker.access().bootstrapServers()).isEqualTo("127.0.0.1:" + ports.proxyPort());
      var detour = new RunTopics(broker.access(), run.topics());
      var straight = new RunTopics(BrokerAccess.own(run, "127.0.0.1:" + port), run.topics());
      detour.create(run.topics().specs(1));
      detour.publish(DEFINITION);
      proxy.setCondition(new Condition.Away());
      assertThat(straight.definition()).contains(DEFINITION);
      awaitSilence(detour, "is gone: nothing listens there");
      proxy.setCondition(new Condition.Drop());
      awaitSilence(detour, "does not answer within 2 s");
      // An answer takes a dozen requests.
      proxy.setCondition(new Condition.Latency(Duration.ofMillis(150)));
      assertThat(detour.answer()).isTrue();
      proxy.setCondition(new Condition.Clear());
      assertThat(detour.definition()).contains(DEFINITION);
    }
  }

  /** Each fetch brings one definition, so that the broker goes silent between two of them. */
  @Test
  void aReadGivesUpWhenTheBrokerGoesSilentInTheMiddleOfIt() {
    var ports = new Detour(LoopbackPorts.free(), LoopbackPorts.free());
    try (var proxy = TcpProxy.start(ports.proxyPort(), ports.port());
        var broker =
            LocalBroker.start(
                run,
                new BrokerPorts(OptionalInt.empty(), Optional.of(ports), Optional.empty()),
                lines::add)) {
      var topics = new RunTopics(broker.access(), run.topics());
      topics.create(run.topics().specs(1));
      for (int i = 0; i < DEFINITIONS; i++) {
        topics.publish(DEFINITION);
      }
      Map<String, Object> settings = new HashMap<>(KafkaSettings.reader(broker.access()));
      settings.putAll(Map.of("default.api.timeout.ms", 2_000, "max.partition.fetch.bytes", 1));
      var wanted = List.of(run.topics().definition());
      try (var replay = new RunLog(run.topics(), settings).open()) {
        var read = new AtomicInteger();
        assertThatThrownBy(
                () ->
                    replay.read(
                        wanted,
                        event -> {
                          read.incrementAndGet();
                          proxy.setCondition(new Condition.Drop());
                        }))
            .isInstanceOf(TimeoutException.class)
            .hasMessage("the broker has sent nothing for 2000 ms in the middle of a read");
        assertThat(read.get()).isBetween(1, DEFINITIONS - 1);
        proxy.setCondition(new Condition.Clear());
        read.set(0);
        replay.read(wanted, event -> read.incrementAndGet());
        assertThat(read.get()).isEqualTo(DEFINITIONS);
      }
    }
  }

  /** The proxy's listener closes and opens soon after a change of its condition. */
  private static void awaitSilence(RunTopics topics, String why) {
    await()
        .atMost(1, MINUTES)
        .until(() -> topics.silence(Duration.ofSeconds(2)).filter(why::equals).isPresent());
  }

  @Test
  void aHeldBrokerIsUnreachableAndComesBackWithItsLogWhenReleased() throws Exception {
    try (var broker = LocalBroker.start(run, BrokerPorts.free(), lines::add);
        var lock = RunLock.take(run);
        var watch = BrokerWatch.of(broker.access())) {
      var topics = new RunTopics(broker.access(), run.topics());
      topics.create(run.topics().specs(1));
      topics.publish(DEFINITION);
      new BrokerAddress(broker.access().bootstrapServers(), true).write(run);
      assertThat(BrokerOfRun.silent(run, ClientConfig.none(), RunTopics.PATIENCE)).isEmpty();

      broker.hold();
      await().atMost(1, MINUTES).until(() -> watch.silence().isPresent());
      assertThat(lock).isNotNull();
      assertThat(BrokerOfRun.silent(run, ClientConfig.none(), RunTopics.PATIENCE))
          .map(SilentBroker::why)
          .hasValue("is gone: nothing listens there");

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
    assertThatThrownBy(() -> BrokerOfRun.find(run, ClientConfig.none(), lines::add))
        .isInstanceOf(InputException.class)
        .hasMessageContaining(run.kafka().toString());
  }

  @Test
  void anAddressWhereNoBrokerAnswersIsReported() {
    var nowhere = BrokerAccess.open("127.0.0.1:" + LoopbackPorts.free());
    assertThat(new RunTopics(nowhere, run.topics()).answer()).isFalse();
    var nonsense = ClientConfig.of(Optional.of("nonsense"), Optional.empty(), Map.of());
    assertThatThrownBy(() -> BrokerOfRun.find(run, nonsense, lines::add))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("nonsense");
    assertThat(List.copyOf(lines)).isEmpty();
  }
}
