package dev.preceptor.vqa.metric;

import dev.preceptor.vqa.endpoint.CompletionAnswer;
import dev.preceptor.vqa.endpoint.CompletionRequest;
import dev.preceptor.vqa.grading.Graded;
import dev.preceptor.vqa.http.AskingThreads;
import dev.preceptor.vqa.http.AwayException;
import dev.preceptor.vqa.http.PatientPost;
import dev.preceptor.vqa.http.RemoteException;
import dev.preceptor.vqa.http.RetryDelay;
import dev.preceptor.vqa.judge.EndpointSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;

/**
 * The thinking reward by a model on an OpenAI-compatible server, which is asked for several
 * responses at a time. What it could not be asked, or answers with no number, has no value.
 */
final class EndpointRatingMetric extends ReasoningMetric {

  /** Enough for a number and a few words before it. */
  private static final int MAX_TOKENS = 16;

  /** Asked to find out whether the server is back; what it answers does not matter. */
  private static final String PROBE = "Answer with the number 1.";

  private final String form;
  private final CompletionRequest request;
  private final PatientPost post;
  private final ExecutorService threads;

  /**
   * A server's metric.
   *
   * @param form the prompt, see {@link Rating}
   */
  EndpointRatingMetric(EndpointSettings settings, String form) {
    this(settings, form, RetryDelay.DEFAULT);
  }

  EndpointRatingMetric(EndpointSettings settings, String form, RetryDelay delay) {
    this.form = form;
    request = new CompletionRequest(settings.model(), settings.chat());
    post = new PatientPost(settings.target(), settings.patience(), delay);
    threads = AskingThreads.of(settings.maxConcurrency(), "thinking-reward");
  }

  @Override
  public String name() {
    return ThinkingRewardMetric.NAME;
  }

  @Override
  public List<Measure> ofAll(List<Graded> responses) {
    List<Future<Measure>> asked =
        responses.stream().map(response -> threads.submit(() -> of(response))).toList();
    List<Measure> measures = new ArrayList<>();
    for (Future<Measure> each : asked) {
      try {
        measures.add(each.get());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        measures.add(Measure.none("this process is being stopped"));
      } catch (ExecutionException e) {
        throw new IllegalStateException("asking " + post.uri() + " failed", e.getCause());
      }
    }
    return measures;
  }

  @Override
  Measure of(Graded response, String reasoning) {
    try {
      post.isThere(CompletionRequest.bytes(request.of(PROBE, 1)));
      String prompt = Rating.prompt(form, response, reasoning);
      byte[] answer = post.send(CompletionRequest.bytes(request.of(prompt, MAX_TOKENS)));
      return WrittenRating.of(CompletionAnswer.read(answer, request.chat()).text());
    } catch (RemoteException | AwayException e) {
      return Measure.none(e.getMessage());
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
