package dev.preceptor.vqa.judge;

import dev.preceptor.vqa.http.AskingThreads;
import dev.preceptor.vqa.http.AwayException;
import dev.preceptor.vqa.http.PatientPost;
import dev.preceptor.vqa.http.RemoteException;
import dev.preceptor.vqa.http.RetryDelay;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;

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

  private final EndpointQuestion question;
  private final EndpointAnswer answer;
  private final PatientPost post;
  private final ExecutorService threads;

  /** A judge that asks a server. */
  public EndpointJudge(EndpointSettings settings) {
    this(settings, RetryDelay.DEFAULT);
  }

  EndpointJudge(EndpointSettings settings, RetryDelay backoff) {
    question = new EndpointQuestion(settings.model(), settings.chat(), settings.logprobs());
    answer = new EndpointAnswer(settings.chat(), settings.logprobs());
    post = new PatientPost(settings.target(), settings.patience(), backoff);
    threads = AskingThreads.of(settings.maxConcurrency(), "endpoint");
  }

  @Override
  public List<JudgedStatement> judge(List<String> statements) {
    if (!isThere()) {
      return Collections.nCopies(statements.size(), away(post.away()));
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
    return post.isThere(question.about(PROBE));
  }

  private JudgedStatement ask(String statement) {
    try {
      return answer.read(post.send(question.about(statement)));
    } catch (RemoteException e) {
      return JudgedStatement.unscorable(fault(e.kind()), e.getMessage());
    } catch (AwayException e) {
      return away(e);
    }
  }

  private static JudgedStatement away(AwayException away) {
    return JudgedStatement.away(fault(away.kind()), away.getMessage());
  }

  private static JudgedStatement stopped() {
    return JudgedStatement.away(JudgeFault.UNREACHABLE, "the judge is being stopped");
  }

  private static JudgeFault fault(RemoteException.Kind kind) {
    return switch (kind) {
      case UNREACHABLE -> JudgeFault.UNREACHABLE;
      case TIMED_OUT -> JudgeFault.TIMED_OUT;
      case SERVER_ERROR -> JudgeFault.SERVER_ERROR;
      case RATE_LIMITED -> JudgeFault.RATE_LIMITED;
      case REFUSED -> JudgeFault.REFUSED;
      case UNREADABLE -> JudgeFault.UNREADABLE;
    };
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
