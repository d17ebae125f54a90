package dev.preceptor.recipe;

import java.net.URI;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/**
 * A judge that asks an OpenAI-compatible server: vLLM, Ollama, TGI, or a hosted one.
 *
 * @param url {@code url}: where {@code /chat/completions} is appended, such as {@code
 *     http://host:8000/v1}
 * @param model {@code model}: the server's name for the model
 * @param api {@code api}
 * @param apiKeyEnv {@code api_key_env}: the environment variable that holds the key; the key itself
 *     stands in no recipe
 * @param logprobs {@code logprobs}: whether to ask for log-probabilities and to decide by those of
 *     Yes and No, where the server gives them
 * @param timeoutSeconds {@code timeout_seconds}: of one request
 * @param maxRetries {@code max_retries}: further attempts after one that failed
 * @param requestsPerMinute {@code requests_per_minute} of one process; none: no limit
 * @param maxConcurrency {@code max_concurrency}: requests under way at one time in one process
 * @param breakerFailures {@code breaker_failures}: attempts that failed in a row after which the
 *     server counts as away
 * @param breakerSeconds {@code breaker_seconds}: how long it is then left alone
 */
public record JudgeEndpoint(
    URI url,
    String model,
    EndpointApi api,
    Optional<String> apiKeyEnv,
    boolean logprobs,
    double timeoutSeconds,
    int maxRetries,
    OptionalInt requestsPerMinute,
    int maxConcurrency,
    int breakerFailures,
    double breakerSeconds)
    implements JudgeSource {

  private static final int MAX_MODEL_CHARS = 200;
  private static final double MAX_SECONDS = 3600;
  private static final double MIN_SECONDS = 0.01;
  private static final int MAX_RETRIES = 20;
  private static final int MAX_PER_MINUTE = 1_000_000;
  private static final int MAX_CONCURRENCY = 256;
  private static final int MAX_FAILURES = 1000;
  private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,127}");

  public JudgeEndpoint {
    requireAddress(url);
    require(
        !model.isBlank() && model.length() <= MAX_MODEL_CHARS,
        "model",
        "is no name of a model; use 1 to %d characters".formatted(MAX_MODEL_CHARS));
    // What does not look like a variable's name may be the key itself, so it is not repeated.
    require(
        apiKeyEnv.map(name -> VARIABLE.matcher(name).matches()).orElse(true),
        "api_key_env",
        "is no name of an environment variable; name the variable that holds the key, not the key");
    requireSeconds("timeout_seconds", timeoutSeconds);
    requireSeconds("breaker_seconds", breakerSeconds);
    requireWithin("max_retries", maxRetries, 0, MAX_RETRIES);
    requestsPerMinute.ifPresent(
        limit -> requireWithin("requests_per_minute", limit, 1, MAX_PER_MINUTE));
    requireWithin("max_concurrency", maxConcurrency, 1, MAX_CONCURRENCY);
    requireWithin("breaker_failures", breakerFailures, 1, MAX_FAILURES);
  }

  /** Other things than a place may hold secrets, and a recipe is published, so they are refused. */
  private static void requireAddress(URI url) {
    boolean http = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
    boolean plain =
        url.getRawUserInfo() == null && url.getRawQuery() == null && url.getRawFragment() == null;
    require(
        http && url.getHost() != null && plain,
        "url",
        "is no address of a server; write it as http://HOST:PORT/v1, without user, query or"
            + " fragment");
  }

  private static void requireSeconds(String key, double seconds) {
    require(
        seconds >= MIN_SECONDS && seconds <= MAX_SECONDS,
        key,
        "%s is out of bounds; use %s to %s seconds"
            .formatted(seconds, MIN_SECONDS, (int) MAX_SECONDS));
  }

  private static void requireWithin(String key, int value, int min, int max) {
    require(
        value >= min && value <= max,
        key,
        "%d is out of bounds; use a number from %d to %d".formatted(value, min, max));
  }

  private static void require(boolean usable, String key, String complaint) {
    if (!usable) {
      throw new RecipeException(key, complaint);
    }
  }

  @Override
  public String described() {
    return model + " at " + url;
  }
}
