package dev.preceptor.kit.trace;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * The header of a record that says which span the record comes from: {@code traceparent}, as W3C's
 * Trace Context defines it. Whoever reaches the broker can write one, so it is read as the text of
 * others: short, in its exact form, or not at all.
 */
final class TraceHeader {

  private static final String NAME = "traceparent";

  /** {@code 00-TRACE-SPAN-FLAGS} has 55; later versions may be longer. */
  private static final int MAX_BYTES = 128;

  private static final TextMapGetter<Headers> GETTER =
      new TextMapGetter<>() {
        @Override
        public Iterable<String> keys(Headers headers) {
          return List.of(NAME);
        }

        @Override
        public String get(Headers headers, String key) {
          return NAME.equals(key) && headers != null ? text(headers.lastHeader(NAME)) : null;
        }
      };

  private TraceHeader() {}

  private static String text(Header header) {
    return header == null || header.value() == null || header.value().length > MAX_BYTES
        ? null
        : new String(header.value(), StandardCharsets.US_ASCII);
  }

  /** The span that a record comes from; not valid where its headers name none. */
  static SpanContext read(Headers headers) {
    Context found =
        W3CTraceContextPropagator.getInstance().extract(Context.root(), headers, GETTER);
    return Span.fromContext(found).getSpanContext();
  }

  /** The headers of a record that comes from a span. */
  static Headers of(SpanContext span) {
    Headers headers = new RecordHeaders();
    W3CTraceContextPropagator.getInstance()
        .inject(
            Context.root().with(Span.wrap(span)),
            headers,
            (into, name, value) -> into.add(name, value.getBytes(StandardCharsets.US_ASCII)));
    return headers;
  }
}
