package dev.preceptor.recipe;

import java.net.URI;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/** A judge that asks an OpenAI-compatible server: vLLM, Ollama, TGI, or a hosted one. */
public record JudgeEndpoint(
    @Meaning(
            "Address of an OpenAI-compatible server, such as http://host:8000/v1, which then is"
                + " asked instead of a local model; /chat/completions is appended.")
        @Key
        URI url,
    @Meaning("With a url: the server's name for the model, 1 to 200 characters.") @Key String model,
    @Meaning(
            "With a url: chat asks /chat/completions with the prompt as a user turn, completions"
                + " asks /completions with the prompt as text to be continued.")
        @Key(initial = "chat")
        EndpointApi api,
    @Meaning(
            "With a url: the environment variable that holds the API key. The key itself stands in"
                + " no recipe.")
        @Key
        Optional<String> apiKeyEnv,
    @Meaning(
            "With a url: whether to ask for log-probabilities and to decide by those of Yes and No,"
                + " where the server gives them.")
        @Key(initial = "false")
        boolean logprobs,
    @Meaning("With a url: how long one request may take.")
        @Key(initial = "30", min = 0.01, max = 3600, unit = "seconds")
        double timeoutSeconds,
    @Meaning("With a url: further attempts after one that failed.")
        @Key(initial = "3", min = 0, max = 20)
        int maxRetries,
    @Meaning(
            "With a url: requests a minute that one process sends at most; no limit where it is not"
                + " given.")
        @Key(min = 1, max = 1_000_000, unit = "requests")
        OptionalInt requestsPerMinute,
    @Meaning("With a url: requests that one process has under way at one time.")
        @Key(initial = "8", min = 1, max = 256, unit = "requests")
        int maxConcurrency,
    @Meaning("With a url: failed attempts in a row after which the server counts as down.")
        @Key(initial = "5", min = 1, max = 1000, unit = "attempts")
        int breakerFailures,
    @Meaning("With a url: how long a server that counts as down is left alone.")
        @Key(initial = "10", min = 0.01, max = 3600, unit = "seconds")
        double breakerSeconds)
    implements JudgeSource {

  /** What is wrong with an address; it is not repeated, since it may hold a secret. */
  static final String NO_ADDRESS =
      "is no address of a server; write it as http://HOST:PORT/v1, without user, query or fragment";

  private static final int MAX_MODEL_CHARS = 200;
  private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,127}");

  public JudgeEndpoint {
    url = withoutLastSlash(url);
    requireAddress(url);
    require(model != null, "model", "is missing; name the model as the server does");
    require(
        !model.isBlank() && model.length() <= MAX_MODEL_CHARS,
        "model",
        "is no name of a model; use 1 to %d characters".formatted(MAX_MODEL_CHARS));
    // What does not look like a variable's name may be the key itself, so it is not repeated.
    require(
        apiKeyEnv.map(name -> VARIABLE.matcher(name).matches()).orElse(true),
        "api_key_env",
        "is no name of an environment variable; name the variable that holds the key, not the key");
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
