package dev.preceptor.vqa.judge;

import dev.preceptor.vqa.http.ApiKey;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * How an OpenAI-compatible server is asked.
 *
 * @param url what {@code /chat/completions} or {@code /completions} is appended to
 * @param model the server's name for the model
 * @param chat whether the prompt is a user's turn, rather than a text to be continued
 * @param key sent as a bearer token
 * @param logprobs whether log-probabilities are asked for, and decide where they are given
 * @param timeout of one request
 * @param maxRetries further attempts after one that failed
 * @param requestsPerMinute none: no limit
 * @param maxConcurrency requests under way at one time
 * @param breakerFailures attempts that failed in a row after which the server counts as away
 * @param breakerPause how long it is then left alone
 */
public record EndpointSettings(
    URI url,
    String model,
    boolean chat,
    Optional<ApiKey> key,
    boolean logprobs,
    Duration timeout,
    int maxRetries,
    OptionalInt requestsPerMinute,
    int maxConcurrency,
    int breakerFailures,
    Duration breakerPause) {

  /** Where requests go. */
  URI target() {
    return URI.create(url + (chat ? "/chat/completions" : "/completions"));
  }
}
