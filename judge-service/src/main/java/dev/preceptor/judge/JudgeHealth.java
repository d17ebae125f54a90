package dev.preceptor.judge;

import dev.preceptor.kit.ConsumerLag;
import dev.preceptor.scoring.judging.JudgeTally;
import dev.preceptor.vqa.judge.Ruling;
import io.smallrye.common.annotation.Identifier;
import jakarta.inject.Singleton;
import java.util.Locale;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;

/**
 * A judge's state under {@code /q/health}. It is always up, because restarting this process does
 * not bring back a server that is away.
 */
@Liveness
@Singleton
class JudgeHealth implements HealthCheck {

  private final JudgeService service;
  private final JudgeTally tally;
  private final ConsumerLag lag;
  private final JudgeAssignment assignment;

  JudgeHealth(
      @Identifier(JudgeService.ROLLOUTS) JudgeService service,
      JudgeTally tally,
      ConsumerLag lag,
      JudgeAssignment assignment) {
    this.service = service;
    this.tally = tally;
    this.lag = lag;
    this.assignment = assignment;
  }

  @Override
  public HealthCheckResponse call() {
    return HealthCheckResponse.named("judge")
        .up()
        .withData("judge", assignment.name())
        .withData("away", service.isAway())
        .withData("lag", lag.unread(JudgeService.ROLLOUTS) + service.waiting())
        .withData("groups", tally.groups())
        .withData("late groups", tally.lateGroups())
        .withData("yes", tally.rulings(Ruling.YES))
        .withData("no", tally.rulings(Ruling.NO))
        .withData("unscorable", tally.rulings(Ruling.UNSCORABLE))
        .withData("cache hit rate", String.format(Locale.ROOT, "%.3f", tally.hitRate()))
        .build();
  }
}
