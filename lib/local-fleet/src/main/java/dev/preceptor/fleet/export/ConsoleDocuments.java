package dev.preceptor.fleet.export;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.preceptor.run.RunFailedException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/** The documents of a console on this machine, each of at most {@value #MAX_BYTES} bytes. */
final class ConsoleDocuments {

  static final int MAX_BYTES = 64 << 20;

  private static final int OK = 200;
  private static final int NOT_FOUND = 404;
  private static final int TOO_MANY = 429;
  private static final int UNAVAILABLE = 503;
  private static final int TRIES = 60;
  private static final Duration BETWEEN_TRIES = Duration.ofMillis(500);
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient client = HttpClient.newHttpClient();
  private final URI base;

  ConsoleDocuments(URI base) {
    this.base = base;
  }

  /**
   * The document at a path.
   *
   * @throws RunFailedException if there is none
   */
  JsonNode get(String path) {
    return find(path)
        .orElseThrow(() -> new RunFailedException("the console has no " + base.resolve(path)));
  }

  /** The document at a path, if there is one. */
  Optional<JsonNode> find(String path) {
    return bytes(path)
        .map(
            bytes -> {
              try {
                return JSON.readTree(bytes);
              } catch (IOException e) {
                throw new RunFailedException(base.resolve(path) + " is not JSON", e);
              }
            });
  }

  /**
   * What lies at a path, if anything does. Waits where the console asks for patience.
   *
   * @throws RunFailedException if the console does not answer, or with too much
   */
  Optional<byte[]> bytes(String path) {
    HttpRequest request = HttpRequest.newBuilder(base.resolve(path)).timeout(PATIENCE).build();
    int status = 0;
    for (int tries = 0; tries < TRIES; tries++) {
      try {
        HttpResponse<InputStream> response = client.send(request, BodyHandlers.ofInputStream());
        try (InputStream body = response.body()) {
          status = response.statusCode();
          if (status == OK) {
            return Optional.of(bounded(body, request.uri()));
          }
          if (status == NOT_FOUND) {
            return Optional.empty();
          }
        }
      } catch (IOException e) {
        status = UNAVAILABLE; // it is being started again, or has closed an idle connection
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new RunFailedException(request.uri() + " was not read to its end", e);
      }
      if (status != TOO_MANY && status != UNAVAILABLE) {
        break;
      }
      LockSupport.parkNanos(BETWEEN_TRIES.toNanos());
    }
    throw new RunFailedException("%s answers with status %d".formatted(request.uri(), status));
  }

  private static byte[] bounded(InputStream body, URI uri) throws IOException {
    byte[] bytes = body.readNBytes(MAX_BYTES + 1);
    if (bytes.length > MAX_BYTES) {
      throw new RunFailedException("%s has more than %,d bytes".formatted(uri, MAX_BYTES));
    }
    return bytes;
  }
}
