package dev.preceptor.cli.models;

import dev.preceptor.models.InputException;
import dev.preceptor.vqa.http.RemoteServer;
import dev.preceptor.vqa.judge.EndpointSettings;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import picocli.CommandLine.Option;

/** A server whose model is evaluated instead of a local one; a mixin. */
final class AnsweringServer {

  private static final int MAX_SECONDS = 3600;
  private static final int MAX_RETRIES = 20;
  private static final int MAX_CONCURRENCY = 256;
  private static final int MAX_PER_MINUTE = 1_000_000;
  private static final Duration BREAKER_PAUSE = Duration.ofSeconds(10);

  @Option(
      names = "--endpoint",
      paramLabel = "URL",
      description =
          "Base URL of an OpenAI-compatible server (vLLM, SGLang, Ollama), such as https://host/v1:"
              + " it is shown each image and asked its question. With --out, answers are kept as"
              + " they come, and the same command goes on behind them.")
  private Optional<String> url;

  @Option(
      names = "--endpoint-model",
      paramLabel = "NAME",
      description = "The server's name for the model; with --endpoint.")
  private Optional<String> model;

  @Option(
      names = "--api-key-env",
      paramLabel = "NAME",
      description =
          "Environment variable that holds the server's API key; its name begins with PRECEPTOR_KEY_.")
  private Optional<String> keyVariable;

  @Option(
      names = "--timeout-seconds",
      paramLabel = "N",
      defaultValue = "120",
      description = "Timeout of one request to the server (default: 120).")
  private int timeoutSeconds;

  @Option(
      names = "--max-retries",
      paramLabel = "N",
      defaultValue = "5",
      description = "Retries of a failed request (default: 5).")
  private int maxRetries;

  @Option(
      names = "--max-concurrency",
      paramLabel = "N",
      defaultValue = "8",
      description = "Most requests at a time (default: 8).")
  private int maxConcurrency;

  @Option(
      names = "--requests-per-minute",
      paramLabel = "N",
      defaultValue = "0",
      description = "Most requests per minute; 0 for no limit (default: no limit).")
  private int requestsPerMinute;

  /**
   * The server, if one is given.
   *
   * @throws InputException if it may not be asked, or an option does not fit
   */
  Optional<EndpointSettings> settings() {
    if (url.isEmpty()) {
      model.ifPresent(
          name -> {
            throw new InputException(
                "--endpoint-model %s: there is no server; give --endpoint too".formatted(name));
          });
      return Optional.empty();
    }
    Bounds.require("--timeout-seconds", timeoutSeconds, 1, MAX_SECONDS);
    Bounds.require("--max-retries", maxRetries, 0, MAX_RETRIES);
    Bounds.require("--max-concurrency", maxConcurrency, 1, MAX_CONCURRENCY);
    Bounds.require("--requests-per-minute", requestsPerMinute, 0, MAX_PER_MINUTE);
    return Optional.of(
        new EndpointSettings(
            server(),
            model.orElseThrow(
                () ->
                    new InputException(
                        "--endpoint: which model is to answer; give --endpoint-model too")),
            true,
            false,
            Duration.ofSeconds(timeoutSeconds),
            maxRetries,
            requestsPerMinute == 0 ? OptionalInt.empty() : OptionalInt.of(requestsPerMinute),
            maxConcurrency,
            (maxRetries + 1) * maxConcurrency,
            BREAKER_PAUSE));
  }

  private RemoteServer server() {
    String given = url.orElseThrow();
    try {
      return RemoteServer.of(
          given.endsWith("/") ? given.substring(0, given.length() - 1) : given, keyVariable);
    } catch (InputException e) {
      throw new InputException("--endpoint: " + e.getMessage(), e);
    }
  }
}
