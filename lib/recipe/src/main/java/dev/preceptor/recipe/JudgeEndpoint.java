package dev.preceptor.recipe;

import java.net.URI;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A judge, or a thinking reward, that asks an OpenAI-compatible server: vLLM, Ollama, TGI, or a
 * hosted one.
 */
public record JudgeEndpoint(
    @Meaning(
            "Base URL of an OpenAI-compatible server, such as https://host/v1, to ask instead of a"
                + " local model; /chat/completions or /completions is appended. Over http only"
                + " servers on the same machine are asked, unless PRECEPTOR_ALLOWED_HOSTS lists"
                + " them.")
        @Key
        URI url,
    @Meaning("With a url: the server's name for the model, 1 to 200 characters.") @Key String model,
    @Meaning(
            "With a url: chat asks /chat/completions with the prompt as a user turn, completions"
                + " asks /completions with the prompt as text to continue.")
        @Key(initial = "chat")
        EndpointApi api,
    @Meaning(
            "With a url: the environment variable that holds the API key; its name begins with"
                + " PRECEPTOR_KEY_. The key itself never appears in a recipe.")
        @Key
        Optional<String> apiKeyEnv,
    @Meaning(
            "With a url: whether a judge asks for log-probabilities and decides by those of Yes and"
                + " No, if the server returns them.")
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

  private static final int MAX_MODEL_CHARS = 200;

  public JudgeEndpoint {
    url = withoutLastSlash(url);
    ServerKeys.requireAddress("url", url);
    require(model != null, "model", "is missing; give the server's name for the model");
    require(
        !model.isBlank() && model.length() <= MAX_MODEL_CHARS,
        "model",
        "is not a model's name; use 1 to %d characters".formatted(MAX_MODEL_CHARS));
    apiKeyEnv.ifPresent(name -> ServerKeys.requireVariable("api_key_env", name));
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
