package dev.preceptor.cli.models;

import dev.preceptor.models.InputException;
import dev.preceptor.vqa.http.ApiKey;
import dev.preceptor.vqa.http.ServerAddress;
import dev.preceptor.vqa.judge.EndpointSettings;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import picocli.CommandLine.Option;

/** Which server a command asks instead of a model of its own; a mixin. */
final class EndpointOptions {

  private static final int MAX_SECONDS = 3600;
  private static final int MAX_RETRIES = 20;

  /** Requests come one by one, so a server that is away is told as that and not waited for. */
  private static final Duration LEFT_ALONE = Duration.ofSeconds(10);

  /** How a server is asked. */
  enum Api {
    CHAT,
    COMPLETIONS
  }

  @Option(
      names = "--url",
      paramLabel = "URL",
      description =
          "Ask an OpenAI-compatible server, such as http://host:8000/v1; --model is then its name"
              + " for the model.")
  private Optional<String> url;

  @Option(
      names = "--api-key-env",
      paramLabel = "NAME",
      description = "Environment variable that holds the server's key.")
  private Optional<String> keyVariable;

  @Option(
      names = "--api",
      paramLabel = "API",
      defaultValue = "chat",
      description = "chat: a user's turn, or completions: a text to go on with (default: chat).")
  private Api api;

  @Option(
      names = "--logprobs",
      description = "Decide by the server's log-probabilities where it gives them.")
  private boolean logprobs;

  @Option(
      names = "--timeout-seconds",
      paramLabel = "N",
      defaultValue = "30",
      description = "Of one request (default: 30).")
  private int timeoutSeconds;

  @Option(
      names = "--max-retries",
      paramLabel = "N",
      defaultValue = "3",
      description = "Further attempts after one that failed (default: 3).")
  private int maxRetries;

  /** The server, if one is asked. */
  Optional<EndpointSettings> settings(String model) {
    return url.map(given -> settings(given, model));
  }

  private EndpointSettings settings(String given, String model) {
    URI address =
        ServerAddress.of(given.endsWith("/") ? given.substring(0, given.length() - 1) : given)
            .orElseThrow(
                () ->
                    new InputException(
                        "--url %s: is no address; write it as http://HOST:PORT/v1"
                            .formatted(given)));
    Bounds.require("--timeout-seconds", timeoutSeconds, 1, MAX_SECONDS);
    Bounds.require("--max-retries", maxRetries, 0, MAX_RETRIES);
    return new EndpointSettings(
        address,
        model,
        api == Api.CHAT,
        ApiKey.of(keyVariable, System::getenv),
        logprobs,
        Duration.ofSeconds(timeoutSeconds),
        maxRetries,
        OptionalInt.empty(),
        1,
        maxRetries + 1,
        LEFT_ALONE);
  }
}
