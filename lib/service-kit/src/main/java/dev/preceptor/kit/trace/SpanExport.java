package dev.preceptor.kit.trace;

import dev.preceptor.kit.BeforeStart;
import dev.preceptor.models.InputException;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporterBuilder;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Where spans go: to a collector, by OTLP over HTTP, if OpenTelemetry's own variable names one.
 * They are sent from a thread of their own and in batches; a collector that is slow or away loses
 * spans and holds up nothing.
 */
@Singleton
class SpanExport {

  private static final String ENDPOINT = "OTEL_EXPORTER_OTLP_ENDPOINT";
  private static final String HEADERS = "OTEL_EXPORTER_OTLP_HEADERS";
  private static final String SCOPE = "dev.preceptor";
  private static final AttributeKey<String> SERVICE = AttributeKey.stringKey("service.name");
  private static final AttributeKey<String> RUN = AttributeKey.stringKey("preceptor.run");
  private static final Duration BETWEEN_BATCHES = Duration.ofSeconds(1);
  private static final Duration SENDING = Duration.ofSeconds(5);
  private static final Duration ENDING = Duration.ofSeconds(2);

  private final Optional<SdkTracerProvider> spans;

  @Inject
  SpanExport(
      @ConfigProperty(name = "otel.exporter.otlp.endpoint") Optional<String> endpoint,
      @ConfigProperty(name = "otel.exporter.otlp.headers") Optional<String> headers,
      @ConfigProperty(name = "quarkus.application.name") String service,
      @ConfigProperty(name = "preceptor.run") String run) {
    spans =
        endpoint
            .filter(address -> !address.isBlank())
            .map(
                address ->
                    BeforeStart.find(() -> provider(address, headers.orElse(""), service, run)));
  }

  /** Makes spans; nothing where tracing is off. */
  Optional<Tracer> tracer() {
    return spans.map(provider -> provider.get(SCOPE));
  }

  private static SdkTracerProvider provider(
      String endpoint, String headers, String service, String run) {
    OtlpHttpSpanExporterBuilder exporter =
        OtlpHttpSpanExporter.builder().setEndpoint(address(endpoint)).setTimeout(SENDING);
    headers(headers).forEach(exporter::addHeader);
    return SdkTracerProvider.builder()
        .setResource(Resource.create(Attributes.of(SERVICE, service, RUN, run)))
        .addSpanProcessor(
            BatchSpanProcessor.builder(exporter.build())
                .setScheduleDelay(BETWEEN_BATCHES)
                .setExporterTimeout(SENDING)
                .build())
        .build();
  }

  /**
   * Where spans are posted to.
   *
   * @param endpoint a collector's address, as OpenTelemetry defines the variable
   * @throws InputException if it is no address over http or https
   */
  static String address(String endpoint) {
    try {
      URI uri = URI.create(endpoint.strip());
      if (("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))
          && uri.getHost() != null) {
        return uri.toString().replaceAll("/+$", "") + "/v1/traces";
      }
    } catch (IllegalArgumentException e) {
      throw notAnAddress(endpoint, e);
    }
    throw notAnAddress(endpoint, null);
  }

  private static InputException notAnAddress(String endpoint, Throwable cause) {
    return new InputException(
        "%s %s is no address of a collector; use http://HOST:4318, or leave it out"
            .formatted(ENDPOINT, endpoint),
        cause);
  }

  /**
   * What is sent with every request, such as a login.
   *
   * @param text {@code NAME=VALUE}, several with commas between them
   * @throws InputException if a part has no name; the text is not quoted, since it may be a secret
   */
  static Map<String, String> headers(String text) {
    Map<String, String> headers = new LinkedHashMap<>();
    for (String part : text.split(",", -1)) {
      int equals = part.indexOf('=');
      if (equals > 0) {
        headers.put(part.substring(0, equals).strip(), part.substring(equals + 1).strip());
      } else if (!part.isBlank()) {
        throw new InputException(
            HEADERS + " cannot be read; use NAME=VALUE, several with commas between them");
      }
    }
    return headers;
  }

  @PreDestroy
  void close() {
    spans.ifPresent(provider -> provider.shutdown().join(ENDING.toMillis(), TimeUnit.MILLISECONDS));
  }
}
