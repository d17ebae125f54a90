package dev.preceptor.kit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.preceptor.run.exported.Awaited;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.eclipse.microprofile.health.HealthCheckResponse.Status;
import org.junit.jupiter.api.Test;

class ActivityTest {

  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  private Instant now = START;
  private final Activity activity =
      new Activity(
          new Clock() {
            @Override
            public ZoneOffset getZone() {
              return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(java.time.ZoneId zone) {
              return this;
            }

            @Override
            public Instant instant() {
              return now;
            }
          });
  private final Duplicates duplicates = new Duplicates();
  private final ActivityHealth health =
      new ActivityHealth(activity, duplicates, new PollFailures());

  @Test
  void aServiceIsLiveAtOnceAndReadyOnceItHasStarted() {
    assertThat(health.liveness().call().getStatus()).isEqualTo(Status.UP);
    assertThat(health.readiness().call().getStatus()).isEqualTo(Status.DOWN);
    activity.waitsFor(Awaited.PROMPTS, "prompts");
    assertThat(health.readiness().call().getStatus()).isEqualTo(Status.UP);
  }

  @Test
  void repeatingAnActivityKeepsItsStartTime() {
    activity.waitsFor(Awaited.PROMPTS, "prompts");
    now = START.plus(Duration.ofSeconds(40));
    activity.waitsFor(Awaited.PROMPTS, "prompts");
    assertThat(activity.state().since()).isEqualTo(START);
    assertThat(activity.secondsWaitingFor(Awaited.PROMPTS)).isEqualTo(40);
    assertThat(activity.secondsWaitingFor(Awaited.POLICY)).isZero();
    activity.does("sampling");
    assertThat(activity.state().since()).isEqualTo(now);
    now = now.plus(Duration.ofSeconds(5));
    assertThat(activity.secondsWaitingFor(Awaited.PROMPTS)).isZero();
    assertThat(health.liveness().call().getData().orElseThrow())
        .containsEntry("doing", "sampling")
        .containsEntry("since", "2026-01-01T00:00:40Z");
  }
}
