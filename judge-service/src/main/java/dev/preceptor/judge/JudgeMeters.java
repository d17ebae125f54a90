package dev.preceptor.judge;

import dev.preceptor.kit.ConsumerLag;
import dev.preceptor.kit.Meters;
import dev.preceptor.run.exported.ServiceMetric;
import dev.preceptor.scoring.judging.JudgeTally;
import dev.preceptor.vqa.judge.JudgeFault;
import dev.preceptor.vqa.judge.Ruling;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.common.annotation.Identifier;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/**
 * A judge's metrics under {@code /q/metrics}; docs/guides/write-a-judge.md says how to read them.
 */
@Singleton
class JudgeMeters {

  private final JudgeService service;
  private final JudgeTally tally;
  private final ConsumerLag lag;
  private final Meters meters;
  private final String judge;

  JudgeMeters(
      @Identifier(JudgeService.ROLLOUTS) JudgeService service,
      JudgeTally tally,
      ConsumerLag lag,
      JudgeAssignment assignment,
      Meters meters) {
    this.service = service;
    this.tally = tally;
    this.lag = lag;
    this.meters = meters;
    judge = assignment.name();
  }

  void start(@Observes StartupEvent event) {
    for (Ruling ruling : new Ruling[] {Ruling.YES, Ruling.NO, Ruling.UNSCORABLE}) {
      meters.counter(
          ServiceMetric.JUDGE_VERDICTS, () -> tally.rulings(ruling), judge, ruling.label());
    }
    for (JudgeFault fault : JudgeFault.values()) {
      if (fault != JudgeFault.NONE) {
        meters.counter(
            ServiceMetric.JUDGE_UNSCORABLE, () -> tally.faults(fault), judge, fault.label());
      }
    }
    meters.counter(ServiceMetric.JUDGE_CACHE_HITS, tally::cached, judge);
    meters.counter(ServiceMetric.JUDGE_CACHE_MISSES, tally::asked, judge);
    meters.counter(ServiceMetric.JUDGE_LATE_GROUPS, tally::lateGroups, judge);
    meters.summary(ServiceMetric.JUDGE_GROUP, tally::groups, tally::busySeconds, judge);
    meters.gauge(ServiceMetric.HELD, service::waiting);
    meters.gauge(ServiceMetric.JUDGE_WAITING, service::waiting, judge);
    meters.gauge(ServiceMetric.JUDGE_LAG, this::lag, judge);
    meters.gauge(ServiceMetric.JUDGE_AWAY, () -> service.isAway() ? 1 : 0, judge);
  }

  private double lag() {
    return lag.unread(JudgeService.ROLLOUTS) + service.waiting();
  }
}
