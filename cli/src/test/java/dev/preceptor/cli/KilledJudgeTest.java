package dev.preceptor.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.preceptor.broker.EmbeddedBroker;
import dev.preceptor.runlog.BrokerAccess;
import dev.preceptor.runlog.RunEvent;
import dev.preceptor.runlog.RunLog;
import dev.preceptor.runlog.RunTopics;
import dev.preceptor.schemas.Definition;
import dev.preceptor.schemas.Finish;
import dev.preceptor.schemas.Judgement;
import dev.preceptor.schemas.RecordCodec;
import dev.preceptor.schemas.Response;
import dev.preceptor.schemas.Rollout;
import dev.preceptor.schemas.Topics;
import dev.preceptor.schemas.Verdict;
import dev.preceptor.schemas.VerdictKind;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** judge-service as a process, killed while it is judging a group. */
@Tag("integration")
class KilledJudgeTest {

  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Topics TOPICS = new Topics("killed-judge");

  @TempDir Path folder;

  private final CountDownLatch over = new CountDownLatch(1);
  private final CountDownLatch halfAsked = new CountDownLatch(2);
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private volatile boolean patient = true;
  private EmbeddedBroker broker;
  private HttpServer server;
  private Process judge;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/v1/chat/completions", this::answer);
    server.start();
    broker = EmbeddedBroker.inTemporaryFolder();
    var run = new RunTopics(BrokerAccess.open(broker.bootstrapServers()), TOPICS);
    run.create(TOPICS.specs(1));
    run.publish(
        Definition.newBuilder()
            .setRun(TOPICS.run())
            .setRecipe(
                """
                model: m
                phantom: {train: 8, test: 8}
                rewards: [{name: remote, weight: 1}]
                judges: [{name: remote, url: "http://127.0.0.1:%d/v1", model: m, timeout_seconds: 600}]
                """
                    .formatted(server.getAddress().getPort()))
            .setModelSha256("")
            .setTrainSha256("")
            .setTestSha256("")
            .setCode("test")
            .setCreatedMillis(0)
            .build());
  }

  /** The first of a group's two statements is judged at once, the second not before the kill. */
  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String asked = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      halfAsked.countDown();
      if (patient && asked.contains("second")) {
        await(over);
        return;
      }
      byte[] answer =
          "{\"choices\": [{\"message\": {\"content\": \"Yes\"}}]}".getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(200, answer.length);
      exchange.getResponseBody().write(answer);
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @AfterEach
  void stop() throws Exception {
    if (judge != null) {
      judge.destroyForcibly().waitFor();
    }
    over.countDown();
    server.stop(0);
    threads.shutdownNow();
    broker.close();
  }

  private Process judge() throws IOException {
    return ServiceProcess.start(
        "judge-service",
        "judge-1",
        broker.bootstrapServers(),
        TOPICS.run(),
        folder.resolve("judge.log"));
  }

  private void roll() throws Exception {
    Rollout rollout =
        Rollout.newBuilder()
            .setStep(1)
            .setSlot(0)
            .setPolicyVersion(0)
            .setQuestion("Which?")
            .setChoices(List.of("a", "b", "c", "d"))
            .setAnswer("A")
            .setResponses(List.of(response("The first."), response("The second.")))
            .setWorker("w")
            .setSampleMillis(0)
            .build();
    try (var producer =
        new KafkaProducer<>(
            Map.<String, Object>of("bootstrap.servers", broker.bootstrapServers()),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      producer
          .send(
              new ProducerRecord<>(
                  TOPICS.rollouts(),
                  "1-0".getBytes(StandardCharsets.UTF_8),
                  RecordCodec.of(Rollout.class).encode(rollout)))
          .get();
    }
  }

  private static Response response(String thinking) {
    return new Response(List.of(1), List.of(-0.5f), "<think>" + thinking + "</think>", Finish.stop);
  }

  private List<Judgement> judgements() {
    List<Judgement> out = new ArrayList<>();
    RunLog.at(BrokerAccess.open(broker.bootstrapServers()), TOPICS)
        .replay(
            List.of(TOPICS.judgements()),
            event -> out.add(((RunEvent.Judged) event).value().get()));
    return out;
  }

  @Test
  void aHalfJudgedGroupIsJudgedAgainAndHasOneJudgement() throws Exception {
    roll();
    judge = judge();
    await(halfAsked);
    judge.destroyForcibly().waitFor();
    assertThat(judgements()).isEmpty();

    patient = false;
    judge = judge();
    Instant deadline = Instant.now().plus(PATIENCE);
    while (judgements().isEmpty()) {
      assertThat(Instant.now()).as(() -> "no judgement; the log: " + log()).isBefore(deadline);
    }
    assertThat(judgements()).hasSize(1);
    assertThat(judgements().get(0).getVerdicts())
        .extracting(Verdict::getKind)
        .containsExactly(VerdictKind.yes, VerdictKind.yes);
  }

  private String log() {
    try {
      return Files.readString(folder.resolve("judge.log"));
    } catch (IOException e) {
      return e.toString();
    }
  }
}
