package dev.preceptor.vqa.benchmark;

import dev.preceptor.models.InputException;
import dev.preceptor.models.image.Image;
import dev.preceptor.vqa.PromptTemplate;
import dev.preceptor.vqa.Question;
import dev.preceptor.vqa.ThinkingSpan;
import dev.preceptor.vqa.endpoint.CompletionAnswer;
import dev.preceptor.vqa.endpoint.CompletionRequest;
import dev.preceptor.vqa.endpoint.ImageMedia;
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
import java.util.function.BiConsumer;

/**
 * A model on an OpenAI-compatible server that is shown images and answers questions about them, by
 * the chat API with greedy decoding. The server's tokenizer is not known, so the length of the
 * reasoning is in words; the length of the answer is in tokens if the server says it.
 *
 * <p>A question that the server does not answer ends the evaluation: it is not a wrong answer.
 */
public final class EndpointAnswerer implements Answerer, AutoCloseable {

  private final CompletionRequest request;
  private final PatientPost post;
  private final int maxNewTokens;
  private final BiConsumer<Question, Answer> kept;
  private final ExecutorService threads;

  /**
   * A client.
   *
   * @param settings of the server, by the chat API
   * @param maxNewTokens most tokens in an answer
   * @param delay before a request is repeated
   * @param kept takes each answer as it comes, also if others of its batch fail; for several
   *     threads
   */
  public EndpointAnswerer(
      EndpointSettings settings,
      int maxNewTokens,
      RetryDelay delay,
      BiConsumer<Question, Answer> kept) {
    this.maxNewTokens = maxNewTokens;
    this.kept = kept;
    request = new CompletionRequest(settings.model(), true);
    post = new PatientPost(settings.target(), settings.patience(), delay);
    threads = AskingThreads.of(settings.maxConcurrency(), "endpoint");
  }

  /**
   * Asks about several questions at a time.
   *
   * @throws InputException if the server does not answer one of them; names its row
   */
  @Override
  public List<Answer> answer(List<Question> questions) {
    List<Future<Answer>> asked =
        questions.stream().map(question -> threads.submit(() -> ask(question))).toList();
    List<Answer> answers = new ArrayList<>();
    try {
      for (Future<Answer> each : asked) {
        answers.add(each.get());
      }
      return answers;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InputException("the evaluation was interrupted", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof InputException refused) {
        throw refused;
      }
      throw new IllegalStateException("asking " + post.uri() + " failed", e.getCause());
    } finally {
      asked.forEach(each -> each.cancel(true));
    }
  }

  private Answer ask(Question question) {
    try {
      byte[] image = Image.encoded(question.image());
      byte[] asked =
          CompletionRequest.bytes(
              request.of(
                  ImageMedia.of(question.image().toString(), image),
                  image,
                  PromptTemplate.CHAT.render(question),
                  maxNewTokens));
      CompletionAnswer said = CompletionAnswer.read(post.send(asked), true);
      Answer answer = new Answer(said.text(), said.tokens(), words(said.text()), said.stopped());
      kept.accept(question, answer);
      return answer;
    } catch (RemoteException | AwayException e) {
      throw new InputException("row %d: %s".formatted(question.row(), e.getMessage()), e);
    }
  }

  private static int words(String response) {
    ThinkingSpan span = ThinkingSpan.of(response);
    return span.isPresent() ? span.text(response).split("\\s+").length : 0;
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
