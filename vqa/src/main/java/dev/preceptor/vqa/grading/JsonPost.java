package dev.preceptor.vqa.grading;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Sends JSON to one address. The whole exchange is bounded in time, and the answer in size. */
final class JsonPost {

  /** The longest answer that is read, bytes. */
  static final int MAX_ANSWER_BYTES = 1 << 20;

  private final URI uri;
  private final Duration timeout;
  private final Optional<String> key;
  private final HttpClient client;

  /**
   * A sender.
   *
   * @param timeout of connecting, asking and reading together
   * @param key sent as a bearer token
   */
  JsonPost(URI uri, Duration timeout, Optional<String> key) {
    this.uri = uri;
    this.timeout = timeout;
    this.key = key;
    this.client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(timeout)
            .build();
  }

  URI uri() {
    return uri;
  }

  /**
   * Sends a document and gives the answer's body.
   *
   * @throws RemoteException if there is none of status 200 in time and within its size
   */
  byte[] send(byte[] json) throws RemoteException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri)
            .header("Content-Type", "application/json")
            .header("Accept", "application/json")
            .POST(BodyPublishers.ofByteArray(json));
    key.ifPresent(secret -> request.header("Authorization", "Bearer " + secret));
    CompletableFuture<HttpResponse<byte[]>> exchange =
        client.sendAsync(request.build(), info -> new BoundedBody(MAX_ANSWER_BYTES));
    try {
      HttpResponse<byte[]> response = exchange.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
      if (response.statusCode() != 200) {
        throw new RemoteException("status " + response.statusCode());
      }
      return response.body();
    } catch (TimeoutException e) {
      exchange.cancel(true);
      throw new RemoteException("no answer within " + timeout.toMillis() + " ms", e);
    } catch (ExecutionException e) {
      throw new RemoteException(reason(e.getCause()), e);
    } catch (InterruptedException e) {
      exchange.cancel(true);
      Thread.currentThread().interrupt();
      throw new RemoteException("interrupted", e);
    }
  }

  private static String reason(Throwable cause) {
    boolean told = cause instanceof IOException && cause.getMessage() != null;
    return told ? cause.getMessage() : cause.getClass().getSimpleName();
  }
}
