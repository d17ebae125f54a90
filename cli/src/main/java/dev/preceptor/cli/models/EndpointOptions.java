package dev.preceptor.cli.models;

import dev.preceptor.models.InputException;
import dev.preceptor.vqa.http.RemoteServer;
import dev.preceptor.vqa.judge.EndpointSettings;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import picocli.CommandLine.Option;

/** The server that a command uses instead of a local model; a mixin. */
final class EndpointOptions {

  private static final int MAX_SECONDS = 3600;
  private static final int MAX_RETRIES = 20;

  /**
   * Requests are sent one at a time, so an unreachable server is reported instead of waited for.
   */
  private static final Duration BREAKER_PAUSE = Duration.ofSeconds(10);

  /** The API of the server. */
  enum Api {
    CHAT,
    COMPLETIONS
  }

  @Option(
      names = "--url",
      paramLabel = "URL",
      description =
          "Base URL of an OpenAI-compatible server to use, such as https://host/v1; --model is then"
              + " the server's name for the model.")
  private Optional<String> url;

  @Option(
      names = "--api-key-env",
      paramLabel = "NAME",
      description =
          "Environment variable that holds the server's API key; its name begins with PRECEPTOR_KEY_.")
  private Optional<String> keyVariable;

  @Option(
      names = "--api",
      paramLabel = "API",
      defaultValue = "chat",
      description =
          "chat (the prompt is a user turn) or completions (the prompt is a text to continue); default: chat.")
  private Api api;

  @Option(
      names = "--logprobs",
      description = "Use the server's log-probabilities, if it returns them.")
  private boolean logprobs;

  @Option(
      names = "--timeout-seconds",
      paramLabel = "N",
      defaultValue = "30",
      description = "Timeout of one request (default: 30).")
  private int timeoutSeconds;

  @Option(
      names = "--max-retries",
      paramLabel = "N",
      defaultValue = "3",
      description = "Retries of a failed request (default: 3).")
  private int maxRetries;

  /** The server, if one is given. */
  Optional<EndpointSettings> settings(String model) {
    return url.map(given -> settings(given, model));
  }

  private EndpointSettings settings(String given, String model) {
    RemoteServer server;
    try {
      server =
          RemoteServer.of(
              given.endsWith("/") ? given.substring(0, given.length() - 1) : given, keyVariable);
    } catch (InputException e) {
      throw new InputException("--url: " + e.getMessage(), e);
    }
    Bounds.require("--timeout-seconds", timeoutSeconds, 1, MAX_SECONDS);
    Bounds.require("--max-retries", maxRetries, 0, MAX_RETRIES);
    return new EndpointSettings(
        server,
        model,
        api == Api.CHAT,
        logprobs,
        Duration.ofSeconds(timeoutSeconds),
        maxRetries,
        OptionalInt.empty(),
        1,
        maxRetries + 1,
        BREAKER_PAUSE);
  }
}
