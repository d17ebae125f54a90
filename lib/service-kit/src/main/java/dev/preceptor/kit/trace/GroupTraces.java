package dev.preceptor.kit.trace;

import dev.preceptor.schemas.GroupKey;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * What this service does for groups, as spans. The trace of a group begins with its prompt and ends
 * when a step was trained on it. A span lasts from the arrival of the group's first record to the
 * moment in which the result is written, so it holds the time that the group has waited here.
 *
 * <p>Where tracing is off, nothing is kept and records get no header. A span that is lost, with a
 * process or because too many groups are held, leaves a gap in a trace and nothing else. For any
 * thread.
 */
@Singleton
public class GroupTraces {

  private static final AttributeKey<Long> STEP = AttributeKey.longKey("preceptor.step");
  private static final AttributeKey<Long> SLOT = AttributeKey.longKey("preceptor.slot");

  /** Groups that are held, about 2 MB. Some never get a result here: other workers take them. */
  static final int MAX_HELD = 10_000;

  private final Optional<Tracer> tracer;
  private final Clock clock;

  private final Map<GroupKey, Arrival> held =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<GroupKey, Arrival> eldest) {
          return size() > MAX_HELD;
        }
      };

  /**
   * A group that is here.
   *
   * @param since when its first record came
   * @param from the span that its last record comes from
   */
  private record Arrival(Instant since, SpanContext from) {}

  @Inject
  GroupTraces(SpanExport export) {
    this(export.tracer(), Clock.systemUTC());
  }

  GroupTraces(Optional<Tracer> tracer, Clock clock) {
    this.tracer = tracer;
    this.clock = clock;
  }

  /** Traces nothing. */
  public static GroupTraces off() {
    return new GroupTraces(Optional.empty(), Clock.systemUTC());
  }

  /**
   * Begins the trace of a group.
   *
   * @param work what the service has done, a word
   * @return headers for the group's record
   */
  public Headers begin(String work, GroupKey group) {
    return tracer
        .map(on -> span(on.spanBuilder(work).setNoParent(), SpanKind.PRODUCER, group))
        .orElseGet(RecordHeaders::new);
  }

  /** A record of a group has come, with these headers. */
  public void arrived(GroupKey group, Headers headers) {
    if (tracer.isPresent()) {
      SpanContext from = TraceHeader.read(headers);
      if (from.isValid()) {
        synchronized (held) {
          Arrival before = held.get(group);
          held.put(group, new Arrival(before == null ? clock.instant() : before.since(), from));
        }
      }
    }
  }

  /**
   * The work for a group that had arrived is done.
   *
   * @param work what it was, a few words of which there are few
   * @return headers for the record of the result
   */
  public Headers done(String work, GroupKey group) {
    return tracer
        .flatMap(on -> take(group).map(arrival -> span(on, work, group, arrival)))
        .orElseGet(RecordHeaders::new);
  }

  private Optional<Arrival> take(GroupKey group) {
    synchronized (held) {
      return Optional.ofNullable(held.remove(group));
    }
  }

  private static Headers span(Tracer on, String work, GroupKey group, Arrival arrival) {
    return span(
        on.spanBuilder(work)
            .setParent(Context.root().with(Span.wrap(arrival.from())))
            .setStartTimestamp(arrival.since()),
        SpanKind.CONSUMER,
        group);
  }

  private static Headers span(SpanBuilder builder, SpanKind kind, GroupKey group) {
    Span span =
        builder
            .setSpanKind(kind)
            .setAttribute(STEP, (long) group.step())
            .setAttribute(SLOT, (long) group.slot())
            .startSpan();
    span.end();
    return TraceHeader.of(span.getSpanContext());
  }
}
