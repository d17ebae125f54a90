package dev.preceptor.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.preceptor.fleet.broker.BrokerOfRun;
import dev.preceptor.run.RunFolder;
import dev.preceptor.runlog.BrokerAccess;
import dev.preceptor.runlog.ClientConfig;
import dev.preceptor.runlog.KafkaSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * A secret in every place that takes one, and a search of everything that a run writes, prints or
 * shows. The servers of a judge and of a reward echo their keys. The command runs with a umask that
 * hides nothing, in a temporary folder that every user may write to.
 */
@Tag("integration")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CanaryTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** Of a judge, a reward, Kafka, a collector of spans, and of what no recipe may name. */
  private static final Map<String, String> CANARIES =
      new TreeMap<>(
          Map.of(
              "PRECEPTOR_KEY_JUDGE",
              "canary-judge-7Q2x/9",
              "PRECEPTOR_KEY_REWARD",
              "canary-reward-7Q2x+9",
              "AWS_SECRET_ACCESS_KEY",
              "canary-aws-7Q2x",
              "OPENAI_API_KEY",
              "canary-openai-7Q2x",
              "OTEL_EXPORTER_OTLP_HEADERS",
              "X-Tenant=canary-otel-7Q2x"));

  private static final String SASL = "canary-sasl-7Q2x";
  private static final String ANY = "canary-";

  /** Of two steps. */
  private static final int GROUPS = 8;

  @TempDir private static Path folder;

  private final AtomicInteger judged = new AtomicInteger();
  private final Set<String> received = ConcurrentHashMap.newKeySet();
  private final Set<String> commandLines = ConcurrentHashMap.newKeySet();
  private final Map<Path, String> temporaryFolders = new ConcurrentHashMap<>();
  private final SpanReceiver collector = new SpanReceiver();
  private HttpServer server;
  private RunFolder run;
  private Path temporary;
  private Path rewards;
  private int exitCode;
  private String printed;

  @BeforeAll
  void train() throws Exception {
    startServer();
    run = new RunFolder(folder.resolve("runs"), "secrets");
    temporary = Files.createDirectory(folder.resolve("tmp"));
    Files.setPosixFilePermissions(temporary, PosixFilePermissions.fromString("rwxrwxrwx"));
    rewards = Files.createDirectory(folder.resolve("rewards"));
    Files.writeString(rewards.resolve("notes"), "no class, but what is there counts");
    String address = "http://127.0.0.1:" + server.getAddress().getPort();
    CommandProcess train =
        start(
            "train.out",
            "train",
            "--no-console",
            Path.of("../recipes/quickstart.yaml"),
            "--run",
            run.name(),
            "--runs-dir",
            run.runs(),
            "--set",
            "phantom={train: 40, test: 4, size: 112, seed: 1}",
            "--set",
            "max_steps=2",
            "--set",
            "prompts_per_step=4",
            "--set",
            "num_generations=4",
            "--set",
            "sampling_unit=4",
            "--set",
            "eval_limit=2",
            "--set",
            "save_steps=1",
            "--set",
            "judges=[{name: echo, url: '%s/v1', model: m, api_key_env: PRECEPTOR_KEY_JUDGE}]"
                .formatted(address),
            "--set",
            "rewards=[{name: format, weight: 1}, {name: echo, weight: 1}, {name: remote, weight: 1, url: '%s/score', key_env: PRECEPTOR_KEY_REWARD}]"
                .formatted(address),
            "--set",
            "missing_verdict=leave_out");
    while (!train.process().waitFor(200, TimeUnit.MILLISECONDS)) {
      observe(train.process().toHandle());
    }
    exitCode = train.exitCode();
    printed = train.printed();
  }

  @AfterAll
  void stop() {
    server.stop(0);
  }

  private CommandProcess start(String output, Object... arguments) throws IOException {
    return start(output, rewards, arguments);
  }

  private CommandProcess start(String output, Path ownRewards, Object... arguments)
      throws IOException {
    Map<String, String> environment = new HashMap<>(CANARIES);
    environment.put("KAFKA_SASL_MECHANISM", "PLAIN");
    environment.put(
        "KAFKA_SASL_JAAS_CONFIG",
        "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"me\" password=\"%s\";"
            .formatted(SASL));
    environment.put("PRECEPTOR_REWARDS_CLASSPATH", ownRewards.toString());
    environment.put(
        "OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:" + server.getAddress().getPort());
    return CommandProcess.start(
        folder.resolve(output), environment, List.of("-Djava.io.tmpdir=" + temporary), arguments);
  }

  /**
   * Answers badly and with errors, then well, so that whole groups have verdicts; puts the key into
   * all of it.
   */
  private void startServer() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(
        Executors.newCachedThreadPool(
            task -> {
              Thread thread = new Thread(task);
              thread.setDaemon(true);
              return thread;
            }));
    server.createContext(
        "/v1/chat/completions",
        exchange -> {
          String key = key(exchange);
          exchange.getRequestBody().readAllBytes();
          int number = judged.incrementAndGet();
          boolean wellBehaved = number > 12;
          String said = wellBehaved || number % 3 == 0 ? "Yes" : "I was asked with " + key;
          var answer = JSON.createObjectNode().put("system_fingerprint", key);
          answer.putArray("choices").addObject().putObject("message").put("content", said);
          send(exchange, wellBehaved || number % 5 != 0 ? 200 : 401, answer.toString());
        });
    server.createContext(
        "/score",
        exchange -> {
          String key = key(exchange);
          var asked = JSON.readTree(exchange.getRequestBody().readAllBytes());
          ArrayNode scores = JSON.createArrayNode();
          ArrayNode why = JSON.createArrayNode();
          asked
              .path("responses")
              .forEach(
                  response -> {
                    scores.add(scores.size() / 10.0);
                    why.add(why.size() % 2 == 0 ? key : "ESCAPED");
                  });
          var answer = JSON.createObjectNode();
          answer.set("scores", scores);
          answer.set("why", why);
          send(exchange, 200, answer.toString().replace("ESCAPED", key.replace("-", "\\u002d")));
        });
    server.createContext("/v1/traces", collector::receive);
    server.start();
  }

  private String key(HttpExchange exchange) {
    String key = String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"));
    received.add(key);
    return key;
  }

  private static void send(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(UTF_8);
    exchange.getResponseHeaders().add("X-Echo", body);
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  /** What other users see of the processes while they run. */
  private void observe(ProcessHandle command) {
    Stream.concat(Stream.of(command), command.descendants())
        .forEach(
            process -> {
              try {
                commandLines.add(
                    Files.readString(
                        Path.of("/proc/%d/cmdline".formatted(process.pid())), ISO_8859_1));
              } catch (IOException e) {
                // has ended
              }
            });
    try (Stream<Path> inside = Files.list(temporary)) {
      for (Path path : inside.toList()) {
        temporaryFolders.put(
            path, PosixFilePermissions.toString(Files.getPosixFilePermissions(path)));
      }
    } catch (IOException e) {
      // has gone
    }
  }

  @Test
  void theRunTookItsStepsWithTheKeys() {
    assertThat(exitCode).as(printed).isZero();
    assertThat(received)
        .containsExactlyInAnyOrder("Bearer canary-judge-7Q2x/9", "Bearer canary-reward-7Q2x+9");
  }

  @Test
  void noSecretIsInAnyFileOfTheRunNorInWhatWasPrinted() throws IOException {
    assertNoCanary("output", printed.getBytes(UTF_8));
    List<Path> files;
    try (Stream<Path> all = Files.walk(run.runs())) {
      files = all.filter(Files::isRegularFile).toList();
    }
    assertThat(files).hasSizeGreaterThan(20);
    for (Path file : files) {
      assertNoCanary(file.toString(), Files.readAllBytes(file));
    }
    assertThat(Files.readString(run.recipe())).contains("PRECEPTOR_KEY_JUDGE");
  }

  /** Each span's parent is of the service before it, so the four hang together. */
  @Test
  void theTraceOfAGroupHoldsWhatEachServiceDidForIt() {
    Map<String, List<SpanReceiver.Span>> traces =
        collector.spans().stream().collect(Collectors.groupingBy(SpanReceiver.Span::trace));
    assertThat(traces).hasSize(GROUPS);
    assertThat(traces.values())
        .anySatisfy(
            spans -> {
              Map<String, String> parents = new TreeMap<>();
              spans.forEach(span -> parents.put(span.name(), parentOf(span, spans)));
              assertThat(parents)
                  .isEqualTo(
                      Map.of(
                          "issue",
                          "",
                          "sample",
                          "issue of learner-service",
                          "judge echo",
                          "sample of rollout-service",
                          "score",
                          "judge echo of judge-service",
                          "train",
                          "score of reward-service"));
            });
  }

  private static String parentOf(SpanReceiver.Span span, List<SpanReceiver.Span> spans) {
    return spans.stream()
        .filter(other -> other.id().equals(span.parent()))
        .map(other -> other.name() + " of " + other.service())
        .collect(Collectors.joining());
  }

  @Test
  void spansHoldNumbersOfGroupsAndNoText() {
    assertThat(collector.tenants()).containsExactly("canary-otel-7Q2x");
    assertThat(collector.spans())
        .allSatisfy(
            span ->
                assertThat(span.attributes()).containsExactly("preceptor.slot", "preceptor.step"));
    collector.bodies().forEach(body -> assertNoCanary("spans", body));
  }

  /** Batches are compressed in the segments, so the records are read. */
  @Test
  void noSecretIsInAnyRecord() {
    Map<String, Integer> hidden = new HashMap<>();
    int records = 0;
    try (BrokerOfRun broker = BrokerOfRun.find(run, ClientConfig.none(), line -> {})) {
      for (ConsumerRecord<byte[], byte[]> record : records(broker.access())) {
        records++;
        assertNoCanary(record.topic() + " key", record.key());
        assertNoCanary(record.topic() + " value", record.value());
        for (Header header : record.headers()) {
          assertNoCanary(record.topic() + " header", header.value());
        }
        if (record.value() != null
            && new String(record.value(), ISO_8859_1).contains("the key in PRECEPTOR_KEY_")) {
          hidden.merge(record.topic().replaceFirst(".*[.]", ""), 1, Integer::sum);
        }
      }
    }
    assertThat(records).isGreaterThan(20);
    // What the servers echoed would be here.
    assertThat(hidden).containsKeys("judgements", "scored-groups");
  }

  private static List<ConsumerRecord<byte[], byte[]>> records(BrokerAccess broker) {
    List<ConsumerRecord<byte[], byte[]>> all = new ArrayList<>();
    try (var consumer =
        new KafkaConsumer<>(
            KafkaSettings.reader(broker),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          consumer.listTopics().values().stream()
              .flatMap(List::stream)
              .map(info -> new TopicPartition(info.topic(), info.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      Set<TopicPartition> open = new HashSet<>(partitions);
      while (!open.isEmpty()) {
        consumer.poll(Duration.ofMillis(200)).forEach(all::add);
        open.removeIf(partition -> consumer.position(partition) >= ends.get(partition));
      }
    }
    return all;
  }

  private static void assertNoCanary(String place, byte[] bytes) {
    if (bytes != null) {
      String text = new String(bytes, ISO_8859_1).toLowerCase(Locale.ROOT);
      assertThat(text.contains(ANY)).as("a secret in " + place).isFalse();
    }
  }

  @Test
  void noSecretIsInTheProcessList() {
    assertThat(commandLines).hasSizeGreaterThan(5).noneMatch(line -> line.contains(ANY));
  }

  @Test
  void nobodyElseCanReadTheRunWhateverTheUmask() throws IOException {
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(run.path())))
        .isEqualTo("rwx------");
    try (Stream<Path> all = Files.walk(run.runs())) {
      for (Path path : all.toList()) {
        Set<PosixFilePermission> modes = Files.getPosixFilePermissions(path);
        assertThat(modes)
            .as(path.toString())
            .doesNotContain(
                PosixFilePermission.OTHERS_READ,
                PosixFilePermission.OTHERS_WRITE,
                PosixFilePermission.OTHERS_EXECUTE);
        // Kafka Streams sets the modes of its folder itself.
        if (!path.startsWith(run.path().resolve("streams"))) {
          assertThat(modes)
              .as(path.toString())
              .doesNotContain(PosixFilePermission.GROUP_READ, PosixFilePermission.GROUP_WRITE);
        }
      }
    }
  }

  /** Libraries keep native code and caches there under names that anybody can know. */
  @Test
  void nothingInTheTemporaryFolderCanBeEnteredOrPrepared() {
    assertThat(temporaryFolders).isNotEmpty();
    temporaryFolders.forEach(
        (path, mode) -> {
          if (!path.getFileName().toString().startsWith("hsperfdata_")) {
            assertThat(mode).as(path.toString()).isEqualTo("rwx------");
          }
        });
    assertThat(temporary).isEmptyDirectory();
  }

  /** What may hold a secret is refused before anything is written, and not repeated. */
  @Test
  void secretsInARecipeAreRefusedAndLeftNowhere() throws Exception {
    List<String> settings =
        List.of(
            "rewards=[{name: r, url: 'https://me:canary-user@h/'}]",
            "rewards=[{name: r, url: 'https://h/?token=canary-query'}]",
            "rewards=[{name: r, url: 'https://h/', key_env: canary-key}]",
            "rewards=[{name: r, url: 'https://h/', key_env: AWS_SECRET_ACCESS_KEY}]",
            "judges=[{name: j, url: 'https://me:canary-user@h/', model: m}]",
            "judges=[{name: j, url: 'https://h/', model: m, api_key_env: AWS_SECRET_ACCESS_KEY}]",
            "judges=[{name: j, url: 'https://h/', model: m, api_key_env: canary-key}]");
    RunFolder none = new RunFolder(folder.resolve("none"), "none");
    for (String setting : settings) {
      CommandProcess refused =
          start(
              "refused.out",
              "train",
              Path.of("../recipes/quickstart.yaml"),
              "--run",
              none.name(),
              "--runs-dir",
              none.runs(),
              "--set",
              setting);
      assertThat(refused.exitCode()).as(setting).isEqualTo(2);
      assertThat(refused.printed()).as(setting).hasLineCount(1).doesNotContain(ANY);
      assertThat(none.path()).doesNotExist();
    }
  }

  @Test
  void otherRewardsAreRefusedOnResumeAndReportedByTheAudit() throws Exception {
    Path other = Files.createDirectories(folder.resolve("other"));
    Files.writeString(other.resolve("notes"), "something else");
    CommandProcess resumed =
        start(
            "resumed.out",
            other,
            "train",
            "--no-console",
            "--run",
            run.name(),
            "--runs-dir",
            run.runs(),
            "--resume",
            "--steps",
            3);
    assertThat(resumed.exitCode()).as(resumed.printed()).isEqualTo(2);
    assertThat(resumed.printed())
        .contains(
            "PRECEPTOR_REWARDS_CLASSPATH: its contents are not those that the run was started"
                + " with");

    for (Path own : List.of(rewards, other)) {
      CommandProcess audit =
          start("audit.out", own, "audit", run.name(), "--runs-dir", run.runs(), "--json");
      assertThat(audit.exitCode()).as(audit.printed()).isZero();
      assertThat(audit.printed())
          .contains("\"other_rewards\":" + own.equals(other))
          .doesNotContain(ANY);
    }
  }
}
