package dev.preceptor.judge;

import dev.preceptor.scoring.judging.JudgeMetric;
import dev.preceptor.scoring.judging.JudgeTally;
import dev.preceptor.vqa.judge.JudgeFault;
import dev.preceptor.vqa.judge.Ruling;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.smallrye.common.annotation.Identifier;
import jakarta.inject.Singleton;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;

/**
 * A judge's metrics under {@code /q/metrics}; docs/guides/write-a-judge.md says how to read them.
 */
@Singleton
class JudgeGauges implements MeterBinder {

  private final JudgeService service;
  private final JudgeTally tally;
  private final RolloutLag lag;
  private final Tags tags;

  JudgeGauges(
      @Identifier(JudgeService.ROLLOUTS) JudgeService service,
      JudgeTally tally,
      RolloutLag lag,
      JudgeAssignment assignment) {
    this.service = service;
    this.tally = tally;
    this.lag = lag;
    tags = Tags.of("judge", assignment.name());
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    for (Ruling ruling : new Ruling[] {Ruling.YES, Ruling.NO, Ruling.UNSCORABLE}) {
      count(
          registry,
          JudgeMetric.VERDICTS,
          tags.and("verdict", ruling.label()),
          all -> all.rulings(ruling));
    }
    for (JudgeFault fault : JudgeFault.values()) {
      if (fault != JudgeFault.NONE) {
        count(
            registry,
            JudgeMetric.UNSCORABLE,
            tags.and("reason", fault.label()),
            all -> all.faults(fault));
      }
    }
    count(registry, JudgeMetric.CACHE_HITS, tags, JudgeTally::cached);
    count(registry, JudgeMetric.CACHE_MISSES, tags, JudgeTally::asked);
    count(registry, JudgeMetric.LATE_GROUPS, tags, JudgeTally::lateGroups);
    FunctionTimer.builder(
            JudgeMetric.GROUP_SECONDS.meter(),
            tally,
            JudgeTally::groups,
            JudgeTally::busySeconds,
            TimeUnit.SECONDS)
        .tags(tags)
        .register(registry);
    gauge(registry, JudgeMetric.WAITING_GROUPS, JudgeService::waiting);
    gauge(registry, JudgeMetric.LAG_GROUPS, all -> lag.unread() + all.waiting());
    gauge(registry, JudgeMetric.AWAY, all -> all.isAway() ? 1 : 0);
  }

  private void count(
      MeterRegistry registry, JudgeMetric metric, Tags all, ToDoubleFunction<JudgeTally> value) {
    FunctionCounter.builder(metric.meter(), tally, value).tags(all).register(registry);
  }

  private void gauge(
      MeterRegistry registry, JudgeMetric metric, ToDoubleFunction<JudgeService> value) {
    Gauge.builder(metric.meter(), service, value).tags(tags).register(registry);
  }
}
