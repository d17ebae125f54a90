package dev.preceptor.judge;

import dev.preceptor.scoring.judging.JudgeTally;
import dev.preceptor.vqa.judge.Ruling;
import io.smallrye.common.annotation.Identifier;
import jakarta.inject.Singleton;
import java.util.Locale;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;

/**
 * Tells under {@code /q/health} how a judge gets on. It is never the reason to restart a process: a
 * server that is away does not come back by it.
 */
@Liveness
@Singleton
class JudgeHealth implements HealthCheck {

  private final JudgeService service;
  private final JudgeTally tally;
  private final RolloutLag lag;
  private final JudgeAssignment appointment;

  JudgeHealth(
      @Identifier(JudgeService.ROLLOUTS) JudgeService service,
      JudgeTally tally,
      RolloutLag lag,
      JudgeAssignment appointment) {
    this.service = service;
    this.tally = tally;
    this.lag = lag;
    this.appointment = appointment;
  }

  @Override
  public HealthCheckResponse call() {
    return HealthCheckResponse.named("judge")
        .up()
        .withData("judge", appointment.name())
        .withData("away", service.isAway())
        .withData("lag", lag.unread() + service.waiting())
        .withData("groups", tally.groups())
        .withData("late groups", tally.lateGroups())
        .withData("yes", tally.rulings(Ruling.YES))
        .withData("no", tally.rulings(Ruling.NO))
        .withData("unscorable", tally.rulings(Ruling.UNSCORABLE))
        .withData("cache hit rate", String.format(Locale.ROOT, "%.3f", tally.hitRate()))
        .build();
  }
}
