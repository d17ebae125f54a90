package dev.preceptor.recipe;

import java.net.URI;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/** A judge that asks an OpenAI-compatible server: vLLM, Ollama, TGI, or a hosted one. */
public record JudgeEndpoint(
    @Meaning(
            "Base URL of an OpenAI-compatible server, such as http://host:8000/v1, to ask instead"
                + " of a local model; /chat/completions or /completions is appended.")
        @Key
        URI url,
    @Meaning("With a url: the server's name for the model, 1 to 200 characters.") @Key String model,
    @Meaning(
            "With a url: chat asks /chat/completions with the prompt as a user turn, completions"
                + " asks /completions with the prompt as text to continue.")
        @Key(initial = "chat")
        EndpointApi api,
    @Meaning(
            "With a url: the environment variable that holds the API key. The key itself never"
                + " appears in a recipe.")
        @Key
        Optional<String> apiKeyEnv,
    @Meaning(
            "With a url: whether to ask for log-probabilities and decide by those of Yes and No,"
                + " if the server returns them.")
        @Key(initial = "false")
        boolean logprobs,
    @Meaning("With a url: time limit of one request.")
        @Key(initial = "30", min = 0.01, max = 3600, unit = "seconds")
        double timeoutSeconds,
    @Meaning("With a url: retries of a failed request.") @Key(initial = "3", min = 0, max = 20)
        int maxRetries,
    @Meaning(
            "With a url: the most requests per minute that one process sends; unlimited if not"
                + " given.")
        @Key(min = 1, max = 1_000_000, unit = "requests")
        OptionalInt requestsPerMinute,
    @Meaning("With a url: the most concurrent requests of one process.")
        @Key(initial = "8", min = 1, max = 256, unit = "requests")
        int maxConcurrency,
    @Meaning("With a url: failed attempts in a row after which the server counts as unavailable.")
        @Key(initial = "5", min = 1, max = 1000, unit = "attempts")
        int breakerFailures,
    @Meaning(
            "With a url: how long an unavailable server is sent no request before it is tried"
                + " again.")
        @Key(initial = "10", min = 0.01, max = 3600, unit = "seconds")
        double breakerSeconds)
    implements JudgeSource {

  /** What is wrong with an address; it is not repeated, since it may hold a secret. */
  static final String NO_ADDRESS =
      "is not the URL of a server; write it as http://HOST:PORT/v1, without user, query or"
          + " fragment";

  private static final int MAX_MODEL_CHARS = 200;
  private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,127}");

  public JudgeEndpoint {
    url = withoutLastSlash(url);
    requireAddress(url);
    require(model != null, "model", "is missing; give the server's name for the model");
    require(
        !model.isBlank() && model.length() <= MAX_MODEL_CHARS,
        "model",
        "is not a model's name; use 1 to %d characters".formatted(MAX_MODEL_CHARS));
    // What does not look like a variable's name may be the key itself, so it is not repeated.
    require(
        apiKeyEnv.map(name -> VARIABLE.matcher(name).matches()).orElse(true),
        "api_key_env",
        "is not the name of an environment variable; give the variable that holds the key, not"
            + " the key itself");
    Bounds.check(
        JudgeEndpoint.class,
        url,
        model,
        api,
        apiKeyEnv,
        logprobs,
        timeoutSeconds,
        maxRetries,
        requestsPerMinute,
        maxConcurrency,
        breakerFailures,
        breakerSeconds);
  }

  private static URI withoutLastSlash(URI url) {
    String text = url.toString();
    return text.endsWith("/") ? URI.create(text.substring(0, text.length() - 1)) : url;
  }

  /** Other things than a place may hold secrets, and a recipe is published, so they are refused. */
  private static void requireAddress(URI url) {
    boolean http = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
    boolean plain =
        url.getRawUserInfo() == null && url.getRawQuery() == null && url.getRawFragment() == null;
    require(http && url.getHost() != null && plain, "url", NO_ADDRESS);
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
