package dev.preceptor.vqa.judge;

import dev.preceptor.vqa.http.JsonPost;
import dev.preceptor.vqa.http.RateLimiter;
import dev.preceptor.vqa.http.RemoteException;
import dev.preceptor.vqa.http.RetryDelay;
import dev.preceptor.vqa.http.ServerBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * A judge behind an OpenAI-compatible server. Requests that may fare better later are repeated,
 * further apart each time. A server that fails again and again is away: it is left alone for a
 * while, and a question that means nothing then finds out whether it is back, so that no statement
 * can keep it away. While it is away, statements are neither judged nor unscorable: who asks
 * decides how long to wait.
 */
public final class EndpointJudge implements StatementJudge {

  /** Asked to find out whether the server is back; what it answers does not matter. */
  private static final String PROBE = "The liver is an organ.";

  private final EndpointSettings settings;
  private final EndpointQuestion question;
  private final EndpointAnswer answer;
  private final JsonPost post;
  private final RateLimiter limiter;
  private final CircuitBreaker breaker;
  private final RetryDelay backoff;
  private final ExecutorService threads;
  private volatile RemoteException lastFailure;

  /** A judge that asks a server. */
  public EndpointJudge(EndpointSettings settings) {
    this(settings, RetryDelay.DEFAULT);
  }

  EndpointJudge(EndpointSettings settings, RetryDelay backoff) {
    this.settings = settings;
    this.backoff = backoff;
    question = new EndpointQuestion(settings.model(), settings.chat(), settings.logprobs());
    answer = new EndpointAnswer(settings.chat(), settings.logprobs());
    post = new JsonPost(settings.target(), settings.timeout());
    limiter = new RateLimiter(settings.requestsPerMinute());
    breaker =
        ServerBreaker.of(
            settings.breakerFailures(), settings.breakerPause(), EndpointJudge::nowMillis);
    threads =
        Executors.newFixedThreadPool(
            settings.maxConcurrency(),
            task -> {
              Thread thread = new Thread(task, "endpoint");
              thread.setDaemon(true);
              return thread;
            });
  }

  @Override
  public List<JudgedStatement> judge(List<String> statements) {
    if (!isThere()) {
      return Collections.nCopies(statements.size(), away());
    }
    List<Callable<JudgedStatement>> tasks = new ArrayList<>();
    statements.forEach(statement -> tasks.add(() -> ask(statement)));
    try {
      List<JudgedStatement> out = new ArrayList<>();
      for (Future<JudgedStatement> each : threads.invokeAll(tasks)) {
        out.add(each.get());
      }
      return out;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Collections.nCopies(statements.size(), stopped());
    } catch (CancellationException e) {
      return Collections.nCopies(statements.size(), stopped());
    } catch (ExecutionException e) {
      throw new IllegalStateException("asking " + post.uri() + " failed", e.getCause());
    }
  }

  @Override
  public boolean isThere() {
    if (breaker.getState() == State.CLOSED) {
      return true;
    }
    if (!breaker.tryAcquirePermission()) {
      return false;
    }
    try {
      post.send(question.about(PROBE));
      breaker.onSuccess(0, TimeUnit.MILLISECONDS);
      return true;
    } catch (RemoteException e) {
      note(e);
      return !e.kind().isAbsence();
    }
  }

  private JudgedStatement ask(String statement) {
    byte[] asked = question.about(statement);
    for (int attempt = 0; ; attempt++) {
      try {
        Thread.sleep(limiter.reserveMillis(nowMillis()));
        if (breaker.getState() != State.CLOSED) {
          return away();
        }
        byte[] answered = post.send(asked);
        breaker.onSuccess(0, TimeUnit.MILLISECONDS);
        return answer.read(answered);
      } catch (RemoteException e) {
        note(e);
        if (breaker.getState() != State.CLOSED) {
          return away();
        }
        if (!e.kind().mayPass() || attempt >= settings.maxRetries()) {
          return unscorable(e, attempt + 1);
        }
        if (!rest(backoff.delayMillis(attempt, e.retryAfter(), uniform()))) {
          return stopped();
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return stopped();
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
        .ifPresent(asked -> limiter.pause(nowMillis() + backoff.bounded(failure.retryAfter())));
  }

  private JudgedStatement unscorable(RemoteException failure, int attempts) {
    String times = attempts == 1 ? "" : ", %d times".formatted(attempts);
    return JudgedStatement.unscorable(
        fault(failure), "%s: %s%s".formatted(post.uri(), failure.getMessage(), times));
  }

  private JudgedStatement away() {
    RemoteException last = lastFailure;
    return JudgedStatement.away(
        last == null ? JudgeFault.UNREACHABLE : fault(last),
        "%s is away: %s".formatted(post.uri(), last == null ? "failed" : last.getMessage()));
  }

  private static JudgedStatement stopped() {
    return JudgedStatement.away(JudgeFault.UNREACHABLE, "the judge is being stopped");
  }

  private static JudgeFault fault(RemoteException failure) {
    return switch (failure.kind()) {
      case UNREACHABLE -> JudgeFault.UNREACHABLE;
      case TIMED_OUT -> JudgeFault.TIMED_OUT;
      case SERVER_ERROR -> JudgeFault.SERVER_ERROR;
      case RATE_LIMITED -> JudgeFault.RATE_LIMITED;
      case REFUSED -> JudgeFault.REFUSED;
      case UNREADABLE -> JudgeFault.UNREADABLE;
    };
  }

  private static boolean rest(long millis) {
    try {
      Thread.sleep(millis);
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static double uniform() {
    return ThreadLocalRandom.current().nextDouble();
  }

  private static long nowMillis() {
    return System.nanoTime() / 1_000_000;
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
