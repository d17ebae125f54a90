package dev.preceptor.vqa.grading;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.preceptor.models.InputException;
import dev.preceptor.vqa.http.JsonPost;
import dev.preceptor.vqa.http.RemoteException;
import dev.preceptor.vqa.http.RemoteServer;
import dev.preceptor.vqa.http.ServerBreaker;
import dev.preceptor.vqa.http.WholeText;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * A user's reward on an HTTP server: one POST of JSON per group, which returns scores. See
 * docs/guides/write-a-reward.md for the format and an example.
 *
 * <p>Groups are unscorable, never 0, if a score is outside {@code min} to {@code max} (default 0 to
 * 1), the answer cannot be read, the request times out, or the server refuses it. A failed request
 * is sent once more. After {@value #FAILURES_TO_PAUSE} failed groups in a row no requests are sent
 * for {@value #PAUSE_SECONDS} s, so that a server that is down does not slow scoring.
 */
final class RemoteReward implements RewardFunction {

  /** The parameter that makes a reward remote. */
  static final String URL = "url";

  static final int FAILURES_TO_PAUSE = 3;
  static final int PAUSE_SECONDS = 30;

  private static final String TIMEOUT = "timeout_seconds";
  private static final String KEY = "key_env";
  private static final String MIN = "min";
  private static final String MAX = "max";
  private static final double MAX_TIMEOUT_SECONDS = 60;
  private static final double DEFAULT_TIMEOUT_SECONDS = 5;
  private static final int ATTEMPTS = 2;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final String name;
  private final JsonPost post;
  private final RemoteScores scores;
  private final CircuitBreaker breaker;

  RemoteReward(String name, JsonPost post, RemoteScores scores, LongSupplier clockMillis) {
    this.name = name;
    this.post = post;
    this.scores = scores;
    breaker = ServerBreaker.of(FAILURES_TO_PAUSE, Duration.ofSeconds(PAUSE_SECONDS), clockMillis);
  }

  /** The remote reward that a recipe configures. */
  static RemoteReward of(RewardParameters parameters) {
    parameters.refuseUnknown(List.of(URL, TIMEOUT, KEY, MIN, MAX));
    double seconds = parameters.positive(TIMEOUT).orElse(DEFAULT_TIMEOUT_SECONDS);
    if (seconds > MAX_TIMEOUT_SECONDS) {
      throw parameters.refused(TIMEOUT, "is too long; use at most " + MAX_TIMEOUT_SECONDS);
    }
    double min = parameters.number(MIN).orElse(0);
    double max = parameters.number(MAX).orElse(1);
    if (min >= max) {
      throw parameters.refused(MIN, "is not below max " + max);
    }
    return new RemoteReward(
        parameters.reward(),
        new JsonPost(server(parameters), Duration.ofMillis((long) (seconds * 1000))),
        new RemoteScores(min, max),
        () -> System.nanoTime() / 1_000_000);
  }

  private static RemoteServer server(RewardParameters parameters) {
    String url = parameters.text(URL).orElseThrow();
    Optional<String> keyVariable = parameters.text(KEY);
    try {
      return RemoteServer.of(url, keyVariable);
    } catch (InputException e) {
      throw new InputException("rewards, %s: %s".formatted(parameters.reward(), e.getMessage()), e);
    }
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public boolean isRepeatable() {
    return false;
  }

  @Override
  public Grade grade(Graded response) {
    return gradeGroup(List.of(response)).get(0);
  }

  @Override
  public synchronized List<Grade> gradeGroup(List<Graded> responses) {
    if (responses.isEmpty()) {
      return List.of();
    }
    if (!breaker.tryAcquirePermission()) {
      return unscorable(
          responses, post.uri() + " failed repeatedly; no requests are sent to it for a while");
    }
    RemoteException last = null;
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      try {
        List<Grade> grades = scores.read(post.send(request(responses)), responses.size());
        breaker.onSuccess(0, TimeUnit.MILLISECONDS);
        return grades;
      } catch (RemoteException e) {
        last = e;
      }
    }
    breaker.onError(0, TimeUnit.MILLISECONDS, last);
    return unscorable(responses, post.uri() + ": " + last.getMessage());
  }

  private static List<Grade> unscorable(List<Graded> responses, String why) {
    return Collections.nCopies(responses.size(), Grade.unscorable(RemoteScores.CHECK, why));
  }

  private byte[] request(List<Graded> responses) {
    Graded first = responses.get(0);
    ObjectNode request = JSON.createObjectNode();
    request.put("reward", name);
    request.put("question", WholeText.of(first.question()));
    ArrayNode choices = request.putArray("choices");
    first.choices().forEach(choice -> choices.add(WholeText.of(choice)));
    request.put("answer", String.valueOf(first.answer()));
    ArrayNode texts = request.putArray("responses");
    for (Graded graded : responses) {
      ObjectNode response = texts.addObject();
      response.put("text", WholeText.of(graded.response()));
      if (graded.thinkingTokens().isPresent()) {
        response.put("thinking_tokens", graded.thinkingTokens().getAsInt());
      } else {
        response.putNull("thinking_tokens");
      }
    }
    try {
      return JSON.writeValueAsBytes(request);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("could not write JSON", e);
    }
  }
}
