package dev.preceptor.kit;

import dev.preceptor.kit.Activity.State;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Liveness;
import org.eclipse.microprofile.health.Readiness;

/**
 * Shows a service's activity and its counts of duplicates under {@code /q/health}. A service is
 * ready once it has started. Waiting for a long time makes it neither dead nor unready: the cause
 * is elsewhere, and a restart would not help. A service that cannot read from its channels is not
 * ready.
 */
@Singleton
class ActivityHealth {

  private static final String NAME = "activity";

  private final Activity activity;
  private final Duplicates duplicates;
  private final PollFailures polls;

  ActivityHealth(Activity activity, Duplicates duplicates, PollFailures polls) {
    this.activity = activity;
    this.duplicates = duplicates;
    this.polls = polls;
  }

  @Produces
  @Singleton
  @Readiness
  HealthCheck readiness() {
    return () -> response(activity.state().ready() && polls.cause().isEmpty());
  }

  @Produces
  @Singleton
  @Liveness
  HealthCheck liveness() {
    return () -> response(true);
  }

  private HealthCheckResponse response(boolean up) {
    State state = activity.state();
    HealthCheckResponseBuilder response =
        HealthCheckResponse.named(NAME)
            .status(up)
            .withData(state.waiting() ? "waiting for" : "doing", state.what())
            .withData("since", state.since().truncatedTo(ChronoUnit.MILLIS).toString())
            .withData("seconds", Duration.between(state.since(), Instant.now()).toSeconds());
    duplicates.counts().forEach((what, count) -> response.withData("duplicate " + what, count));
    activity.details().forEach(response::withData);
    polls.cause().ifPresent(cause -> response.withData("polls fail", cause));
    return response.build();
  }
}
