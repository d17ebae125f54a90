package dev.preceptor.vqa.http;

import dev.preceptor.models.NotUtf8Exception;
import dev.preceptor.models.Utf8;
import dev.preceptor.vqa.http.RemoteException.Kind;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Sends JSON to one server. The whole exchange is bounded in time, question and answer in size;
 * redirects are not followed, since they would take the key along. The server's key is in no answer
 * and no failure. For several threads.
 */
public final class JsonPost {

  /** The longest question that is sent, bytes. */
  public static final int MAX_QUESTION_BYTES = 64 << 20;

  /** The longest answer that is read, bytes. */
  public static final int MAX_ANSWER_BYTES = 1 << 20;

  private static final int OK = 200;
  private static final int TOO_MANY_REQUESTS = 429;
  private static final int SERVER_ERRORS = 500;

  private final RemoteServer server;
  private final Duration timeout;
  private final HttpClient client;

  /**
   * A sender.
   *
   * @param timeout of connecting, asking and reading together
   */
  public JsonPost(RemoteServer server, Duration timeout) {
    this.server = server;
    this.timeout = timeout;
    this.client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(timeout)
            .build();
  }

  /** Where it is sent to. */
  public URI uri() {
    return server.uri();
  }

  /**
   * Sends a document and gives the answer's body.
   *
   * @throws RemoteException if there is none of status 200 in time and within its size
   */
  public byte[] send(byte[] json) throws RemoteException {
    if (json.length > MAX_QUESTION_BYTES) {
      throw new RemoteException(
          Kind.REFUSED,
          "the question has %d bytes, more than %d".formatted(json.length, MAX_QUESTION_BYTES));
    }
    HttpRequest.Builder request =
        HttpRequest.newBuilder(server.uri())
            .header("Content-Type", "application/json")
            .header("Accept", "application/json")
            .POST(BodyPublishers.ofByteArray(json));
    server.key().ifPresent(secret -> request.header("Authorization", secret.bearer()));
    long end = System.nanoTime() + timeout.toNanos();
    // Not chained: to cancel a future that follows another does not end the exchange.
    CompletableFuture<?> pending = CompletableFuture.runAsync(this::requireAllowed);
    try {
      pending.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
      CompletableFuture<HttpResponse<byte[]>> exchange =
          client.sendAsync(request.build(), info -> new BoundedBody(MAX_ANSWER_BYTES));
      pending = exchange;
      HttpResponse<byte[]> response =
          exchange.get(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS);
      if (response.statusCode() != OK) {
        throw refused(response);
      }
      return server.hiddenIn(Utf8.withoutMark(response.body()));
    } catch (NotUtf8Exception e) {
      throw new RemoteException(Kind.UNREADABLE, "the answer is not in UTF-8", e);
    } catch (TimeoutException e) {
      pending.cancel(true);
      throw new RemoteException(
          Kind.TIMED_OUT, "no answer within " + timeout.toMillis() + " ms", e);
    } catch (ExecutionException e) {
      throw failed(e.getCause());
    } catch (InterruptedException e) {
      pending.cancel(true);
      Thread.currentThread().interrupt();
      throw new RemoteException(Kind.UNREACHABLE, "interrupted", e);
    }
  }

  /** A name may lead to another address each time. */
  private void requireAllowed() {
    server
        .hosts()
        .refusal(server.uri())
        .ifPresent(
            complaint -> {
              throw new CompletionException(new RemoteException(Kind.REFUSED, complaint));
            });
  }

  private static RemoteException refused(HttpResponse<byte[]> response) {
    int status = response.statusCode();
    Kind kind = Kind.REFUSED;
    if (status == TOO_MANY_REQUESTS) {
      kind = Kind.RATE_LIMITED;
    } else if (status >= SERVER_ERRORS) {
      kind = Kind.SERVER_ERROR;
    }
    Optional<Duration> retryAfter =
        response
            .headers()
            .firstValue("Retry-After")
            .flatMap(text -> retryAfter(text, ZonedDateTime.now(ZoneOffset.UTC)));
    return new RemoteException(kind, "status " + status, retryAfter);
  }

  /** Seconds, or a date, see RFC 9110; nothing where it is neither. */
  static Optional<Duration> retryAfter(String text, ZonedDateTime now) {
    try {
      return Optional.of(Duration.ofSeconds(Integer.parseUnsignedInt(text.strip())))
          .filter(wait -> !wait.isNegative());
    } catch (NumberFormatException notSeconds) {
      try {
        ZonedDateTime date =
            ZonedDateTime.parse(text.strip(), DateTimeFormatter.RFC_1123_DATE_TIME);
        Duration wait = Duration.between(now, date);
        return Optional.of(wait.isNegative() ? Duration.ZERO : wait);
      } catch (DateTimeParseException neither) {
        return Optional.empty();
      }
    }
  }

  private RemoteException failed(Throwable cause) {
    for (Throwable t = cause; t != null; t = t.getCause()) {
      if (t instanceof RemoteException told) {
        return new RemoteException(told.kind(), told.getMessage(), cause);
      }
    }
    boolean told = cause instanceof IOException && cause.getMessage() != null;
    return new RemoteException(
        Kind.UNREACHABLE,
        told ? server.hiddenIn(cause.getMessage()) : cause.getClass().getSimpleName(),
        cause);
  }
}
