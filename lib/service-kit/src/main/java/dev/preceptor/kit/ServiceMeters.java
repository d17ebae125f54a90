package dev.preceptor.kit;

import dev.preceptor.run.exported.Awaited;
import dev.preceptor.run.exported.ServiceMetric;
import dev.preceptor.schemas.Topics;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;
import org.eclipse.microprofile.config.Config;

/** What every service reports. */
@Singleton
class ServiceMeters {

  /** In every service a channel is named as its topic. */
  private static final Pattern CHANNEL =
      Pattern.compile("mp\\.messaging\\.incoming\\.([a-z-]+)\\.connector");

  private final Meters meters;
  private final Activity activity;
  private final Duplicates duplicates;
  private final DeadLetterCounts deadLetters;
  private final ConsumerLag lag;
  private final Topics topics;
  private final Config config;

  ServiceMeters(
      Meters meters,
      Activity activity,
      Duplicates duplicates,
      DeadLetterCounts deadLetters,
      ConsumerLag lag,
      Topics topics,
      Config config) {
    this.meters = meters;
    this.activity = activity;
    this.duplicates = duplicates;
    this.deadLetters = deadLetters;
    this.lag = lag;
    this.topics = topics;
    this.config = config;
  }

  void start(@Observes StartupEvent event) {
    meters.gauge(ServiceMetric.READY, () -> activity.state().ready() ? 1 : 0);
    meters.gauge(ServiceMetric.RESIDENT, ResidentMemory::bytes);
    for (Awaited awaited : Awaited.values()) {
      meters.gauge(
          ServiceMetric.WAITING, () -> activity.secondsWaitingFor(awaited), awaited.label());
    }
    topics.specs(1).stream().map(spec -> topics.withoutRun(spec.name())).forEach(this::count);
    StreamSupport.stream(config.getPropertyNames().spliterator(), false)
        .flatMap(property -> channel(property).stream())
        .distinct()
        .forEach(channel -> meters.gauge(ServiceMetric.LAG, () -> lag.unread(channel), channel));
  }

  private void count(String topic) {
    meters.counter(ServiceMetric.DEAD_LETTERS, () -> deadLetters.of(topic), topic);
    meters.counter(ServiceMetric.DUPLICATES, () -> duplicates.of(topic), topic);
  }

  private static Optional<String> channel(String property) {
    Matcher matcher = CHANNEL.matcher(property);
    return matcher.matches() ? Optional.of(matcher.group(1)) : Optional.empty();
  }
}
