package dev.preceptor.vqa.http;

import dev.preceptor.vqa.http.RemoteException.Kind;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import java.net.URI;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * Sends JSON to one server, at the pace that it allows. Requests that may fare better later are
 * repeated, further apart each time. A server that fails again and again is away: it is left alone
 * for a while, and then a request that means nothing finds out whether it is back. For several
 * threads.
 */
public final class PatientPost {

  private final JsonPost post;
  private final int maxRetries;
  private final RateLimiter limiter;
  private final CircuitBreaker breaker;
  private final RetryDelay delay;
  private volatile RemoteException lastFailure;

  public PatientPost(RemoteServer server, Patience patience) {
    this(server, patience, RetryDelay.DEFAULT);
  }

  /**
   * A sender with other waits.
   *
   * @param delay between attempts
   */
  public PatientPost(RemoteServer server, Patience patience, RetryDelay delay) {
    post = new JsonPost(server, patience.timeout());
    maxRetries = patience.maxRetries();
    limiter = new RateLimiter(patience.requestsPerMinute());
    breaker =
        ServerBreaker.of(
            patience.breakerFailures(), patience.breakerPause(), PatientPost::nowMillis);
    this.delay = delay;
  }

  /** Where it is sent to. */
  public URI uri() {
    return post.uri();
  }

  /**
   * Whether the server is there, as far as is known.
   *
   * @param probe sent to a server that was away, to find out whether it is back; what it answers
   *     does not matter
   */
  public boolean isThere(byte[] probe) {
    if (breaker.getState() == State.CLOSED) {
      return true;
    }
    if (!breaker.tryAcquirePermission()) {
      return false;
    }
    try {
      post.send(probe);
      breaker.onSuccess(0, TimeUnit.MILLISECONDS);
      return true;
    } catch (RemoteException e) {
      note(e);
      return !e.kind().isAbsence();
    }
  }

  /**
   * Sends a document and gives the answer's body.
   *
   * @throws RemoteException if the server was asked as often as it may be and gave none; the
   *     message names the server
   * @throws AwayException if it is away, or this thread was interrupted
   */
  public byte[] send(byte[] json) throws RemoteException, AwayException {
    for (int attempt = 0; ; attempt++) {
      try {
        Thread.sleep(limiter.reserveMillis(nowMillis()));
        if (breaker.getState() != State.CLOSED) {
          throw away();
        }
        byte[] answer = post.send(json);
        breaker.onSuccess(0, TimeUnit.MILLISECONDS);
        return answer;
      } catch (RemoteException e) {
        note(e);
        if (breaker.getState() != State.CLOSED) {
          throw away();
        }
        if (!e.kind().mayPass() || attempt >= maxRetries) {
          throw lastOf(e, attempt + 1);
        }
        rest(delay.delayMillis(attempt, e.retryAfter(), ThreadLocalRandom.current().nextDouble()));
      } catch (InterruptedException e) {
        throw stopped();
      }
    }
  }

  /** A server that does not want a request is there. */
  private void note(RemoteException failure) {
    if (failure.kind().isAbsence()) {
      lastFailure = failure;
      breaker.onError(0, TimeUnit.MILLISECONDS, failure);
    } else {
      breaker.onSuccess(0, TimeUnit.MILLISECONDS);
    }
    failure
        .retryAfter()
        .ifPresent(asked -> limiter.pause(nowMillis() + delay.bounded(failure.retryAfter())));
  }

  private RemoteException lastOf(RemoteException failure, int attempts) {
    String times = attempts == 1 ? "" : ", %d times".formatted(attempts);
    return new RemoteException(
        failure.kind(), "%s: %s%s".formatted(uri(), failure.getMessage(), times), failure);
  }

  /** Why the server is not asked now. */
  public AwayException away() {
    Optional<RemoteException> last = Optional.ofNullable(lastFailure);
    return new AwayException(
        last.map(RemoteException::kind).orElse(Kind.UNREACHABLE),
        "%s is unavailable: %s"
            .formatted(uri(), last.map(RemoteException::getMessage).orElse("failed")));
  }

  private static AwayException stopped() {
    Thread.currentThread().interrupt();
    return new AwayException(Kind.UNREACHABLE, "this process is being stopped");
  }

  private static void rest(long millis) throws AwayException {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      throw stopped();
    }
  }

  private static long nowMillis() {
    return System.nanoTime() / 1_000_000;
  }
}
