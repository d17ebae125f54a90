package dev.preceptor.console.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.preceptor.console.written.WrittenRun;
import dev.preceptor.history.rescore.RescoreResult;
import dev.preceptor.history.rescore.RescoreSession;
import dev.preceptor.history.rescore.RescoreTopics;
import dev.preceptor.history.rescore.ScoringChange;
import dev.preceptor.run.progress.Display;
import dev.preceptor.runlog.BrokerAccess;
import dev.preceptor.runlog.RunEvent;
import dev.preceptor.runlog.RunLog;
import dev.preceptor.runlog.RunTopics;
import dev.preceptor.schemas.Review;
import dev.preceptor.schemas.ReviewVerdict;
import dev.preceptor.schemas.Topics;
import dev.preceptor.testkit.TestBroker;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From a request to a record, and from the record to another score, on a real broker. */
@Tag("integration")
class ReviewTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String RUN = "reviewed";
  private static final String REVIEWS = "api/runs/" + RUN + "/reviews";

  @TempDir private Path folder;

  @Test
  void aVerdictIsARecordOfTheRunAndChangesARescore() throws Exception {
    try (var broker = TestBroker.start();
        var run = new WrittenRun(broker.bootstrapServers(), RUN, 3)) {
      run.write();
      List<JsonNode> items = new ArrayList<>();
      try (var console =
          new ConsoleServer(
              broker.bootstrapServers(), RUN, folder.resolve("console.log"), Map.of())) {
        Awaitility.await()
            .atMost(Duration.ofSeconds(30))
            .until(() -> queue(console).path("items").size() == WrittenRun.RESPONSES);
        for (JsonNode entry : queue(console).path("items")) {
          items.add(get(console, REVIEWS + "/item?subject=" + entry.path("subject").asText()));
        }
        assertThat(items.get(0).path("answer").isNull()).as("blinded").isTrue();
        assertThat(items.get(0).path("verdicts").isNull()).as("blinded").isTrue();
        refusals(console, items.get(0));
        for (int i = 0; i < items.size(); i++) {
          String verdict = i == 0 ? "yes" : "no";
          assertThat(post(console, given(items.get(i), "decision-" + i, verdict)).statusCode())
              .isEqualTo(201);
        }
        Awaitility.await()
            .atMost(Duration.ofSeconds(30))
            .until(() -> queue(console).path("done").asInt() == WrittenRun.RESPONSES);
        assertThat(post(console, given(items.get(0), "decision-0", "yes")).statusCode())
            .as("sent again")
            .isEqualTo(200);
        JsonNode judge = get(console, REVIEWS + "/agreement").path("judges").get(0).path("all");
        assertThat(judge.path("n").asInt() + judge.path("unscorable").asInt())
            .isEqualTo(WrittenRun.RESPONSES);
      }
      List<Review> written = written(broker.bootstrapServers(), run.topics());
      assertThat(written).hasSize(WrittenRun.RESPONSES);
      assertThat(written.get(0).getVerdict()).isEqualTo(ReviewVerdict.yes);
      assertThat(written.get(0).getReviewer()).isEqualTo("Ada");
      assertThat(written.get(0).getBlinded()).isTrue();
      RescoreResult result = rescored(broker.bootstrapServers(), run.topics());
      assertThat(result.report().advantagesChanged()).isPositive();
    }
  }

  private static void refusals(ConsoleServer console, JsonNode item) throws Exception {
    var good = given(item, "decision-x", "yes");
    assertThat(send(console, good, "").statusCode()).as("without the header").isEqualTo(403);
    var other = new HashMap<>(good);
    other.put("text_sha256", "0".repeat(64));
    assertThat(post(console, other).statusCode()).as("another text").isEqualTo(409);
    other.put("reviewer", "<script>");
    assertThat(post(console, other).body()).contains("a name has 1 to 64");
    other.put("verdict", "maybe");
    assertThat(post(console, other).statusCode()).isEqualTo(400);
    other.put("comment", "x".repeat(1 << 20));
    assertThat(post(console, other).statusCode()).as("too large").isEqualTo(413);
  }

  private static Map<String, Object> given(JsonNode item, String id, String verdict) {
    return Map.of(
        "id",
        id,
        "subject",
        item.path("subject").asText(),
        "verdict",
        verdict,
        "comment",
        "",
        "reviewer",
        "Ada",
        "text_sha256",
        item.path("text_sha256").asText(),
        "blinded",
        true,
        "rule",
        "random",
        "seed",
        5);
  }

  private static JsonNode queue(ConsoleServer console) throws Exception {
    return get(console, REVIEWS + "/queue?rule=random&seed=5&to=2&groups=1&reviewer=Ada");
  }

  private static JsonNode get(ConsoleServer console, String path) throws Exception {
    return JSON.readTree(console.get(path).body());
  }

  private static HttpResponse<String> post(ConsoleServer console, Map<String, Object> given)
      throws Exception {
    return send(console, given, "1");
  }

  private static HttpResponse<String> send(
      ConsoleServer console, Map<String, Object> given, String marker) throws Exception {
    HttpRequest.Builder request =
        console
            .request(REVIEWS)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(JSON.writeValueAsString(given)));
    if (!marker.isEmpty()) {
      request.header("X-Preceptor-Console", marker);
    }
    return console.send(request.build());
  }

  private static List<Review> written(String bootstrapServers, Topics topics) {
    List<Review> written = new ArrayList<>();
    RunLog.at(BrokerAccess.open(bootstrapServers), topics)
        .each(RunEvent.Reviewed.class, review -> written.add(review.value().get()));
    return written;
  }

  private static RescoreResult rescored(String bootstrapServers, Topics topics) {
    BrokerAccess broker = BrokerAccess.open(bootstrapServers);
    var change =
        ScoringChange.of(
            RUN,
            new RunTopics(broker, topics).recipe(),
            List.of("rewards=[{name: format, weight: 1}, {name: clinician, weight: 5}]"),
            Map.of(ScoringChange.CLINICIAN, ""));
    try (var session =
        new RescoreSession(
            broker,
            new RescoreTopics(topics, "people"),
            change,
            false,
            new Silence(),
            () -> false)) {
      session.once();
      return session.result(List.of());
    }
  }

  private static final class Silence implements Display {

    @Override
    public void note(String line) {}

    @Override
    public void step(String outcome, String pace) {}

    @Override
    public void underway(String text) {}

    @Override
    public void close() {}
  }
}
