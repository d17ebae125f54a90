package dev.preceptor.run.plan;

import dev.preceptor.models.InputException;
import dev.preceptor.recipe.EndpointApi;
import dev.preceptor.recipe.JudgeEndpoint;
import dev.preceptor.vqa.http.RemoteServer;
import dev.preceptor.vqa.judge.EndpointSettings;
import java.time.Duration;

/** How a recipe's servers are asked. */
public final class EndpointPlan {

  private static final int MILLIS = 1000;

  private EndpointPlan() {}

  /**
   * The settings of a server.
   *
   * @throws InputException if it may not be asked, or its key is not in the environment
   */
  public static EndpointSettings of(JudgeEndpoint endpoint) {
    return new EndpointSettings(
        RemoteServer.of(endpoint.url().toString(), endpoint.apiKeyEnv()),
        endpoint.model(),
        endpoint.api() == EndpointApi.CHAT,
        endpoint.logprobs(),
        seconds(endpoint.timeoutSeconds()),
        endpoint.maxRetries(),
        endpoint.requestsPerMinute(),
        endpoint.maxConcurrency(),
        endpoint.breakerFailures(),
        seconds(endpoint.breakerSeconds()));
  }

  private static Duration seconds(double seconds) {
    return Duration.ofMillis(Math.round(seconds * MILLIS));
  }
}
