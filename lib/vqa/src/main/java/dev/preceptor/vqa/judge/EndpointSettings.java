package dev.preceptor.vqa.judge;

import dev.preceptor.vqa.http.Patience;
import dev.preceptor.vqa.http.RemoteServer;
import java.time.Duration;
import java.util.OptionalInt;

/**
 * The settings for a model on an OpenAI-compatible server, which judges or rates.
 *
 * @param server its base URL, to which {@code /chat/completions} or {@code /completions} is
 *     appended, and its key
 * @param model the server's name for the model
 * @param chat whether to use the chat API, with the prompt as a user turn, rather than text
 *     completion
 * @param logprobs whether to request log-probabilities and let them decide if the answer has them
 * @param timeout of one request
 * @param maxRetries further attempts after one that failed
 * @param requestsPerMinute empty for no limit
 * @param maxConcurrency most requests in flight at a time
 * @param breakerFailures attempts that failed in a row after which the server counts as unavailable
 * @param breakerPause how long no requests are then sent to it
 */
public record EndpointSettings(
    RemoteServer server,
    String model,
    boolean chat,
    boolean logprobs,
    Duration timeout,
    int maxRetries,
    OptionalInt requestsPerMinute,
    int maxConcurrency,
    int breakerFailures,
    Duration breakerPause) {

  /** How often and how fast the server is asked. */
  public Patience patience() {
    return new Patience(timeout, maxRetries, requestsPerMinute, breakerFailures, breakerPause);
  }

  /** Where requests are sent to. */
  public RemoteServer target() {
    return server.below(chat ? "/chat/completions" : "/completions");
  }
}
