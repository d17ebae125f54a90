package dev.preceptor.judge;

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

/** A judge's metrics under {@code /q/metrics}; docs/judges.md says how to read them. */
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
          "preceptor.judge.verdicts",
          tags.and("verdict", ruling.label()),
          all -> all.rulings(ruling));
    }
    for (JudgeFault fault : JudgeFault.values()) {
      if (fault != JudgeFault.NONE) {
        count(
            registry,
            "preceptor.judge.unscorable",
            tags.and("reason", fault.label()),
            all -> all.faults(fault));
      }
    }
    count(registry, "preceptor.judge.cache.hits", tags, JudgeTally::cached);
    count(registry, "preceptor.judge.cache.misses", tags, JudgeTally::asked);
    count(registry, "preceptor.judge.late.groups", tags, JudgeTally::lateGroups);
    FunctionTimer.builder(
            "preceptor.judge.group",
            tally,
            JudgeTally::groups,
            JudgeTally::busySeconds,
            TimeUnit.SECONDS)
        .tags(tags)
        .register(registry);
    gauge(registry, "preceptor.judge.waiting.groups", JudgeService::waiting);
    gauge(registry, "preceptor.judge.lag.groups", all -> lag.unread() + all.waiting());
    gauge(registry, "preceptor.judge.away", all -> all.isAway() ? 1 : 0);
  }

  private void count(
      MeterRegistry registry, String name, Tags all, ToDoubleFunction<JudgeTally> value) {
    FunctionCounter.builder(name, tally, value).tags(all).register(registry);
  }

  private void gauge(MeterRegistry registry, String name, ToDoubleFunction<JudgeService> value) {
    Gauge.builder(name, service, value).tags(tags).register(registry);
  }
}
