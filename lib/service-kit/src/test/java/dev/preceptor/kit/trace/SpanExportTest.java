package dev.preceptor.kit.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.preceptor.models.InputException;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SpanExportTest {

  @Test
  void tracingIsOffWithoutAnAddress() {
    assertThat(export(Optional.empty()).tracer()).isEmpty();
    assertThat(export(Optional.of(" ")).tracer()).isEmpty();
  }

  private static SpanExport export(Optional<String> endpoint) {
    return new SpanExport(endpoint, Optional.empty(), "learner-service", "run");
  }

  @Test
  void spansArePostedBelowTheAddressOfTheCollector() {
    assertThat(SpanExport.address("http://collector:4318"))
        .isEqualTo("http://collector:4318/v1/traces");
    assertThat(SpanExport.address("https://collector.example.org/tenant/"))
        .isEqualTo("https://collector.example.org/tenant/v1/traces");
  }

  @ParameterizedTest
  @ValueSource(strings = {"collector:4318", "ftp://collector", "http://", "http://a b"})
  void anAddressThatIsNoneIsRefusedWithTheFix(String endpoint) {
    assertThatThrownBy(() -> SpanExport.address(endpoint))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "OTEL_EXPORTER_OTLP_ENDPOINT %s is no address of a collector; use http://HOST:4318, or"
                + " leave it out",
            endpoint);
  }

  @Test
  void headersAreReadAndNeverQuoted() {
    assertThat(SpanExport.headers("")).isEmpty();
    assertThat(SpanExport.headers("api-key=a=b, tenant=t"))
        .hasSize(2)
        .containsEntry("api-key", "a=b")
        .containsEntry("tenant", "t");
    assertThatThrownBy(() -> SpanExport.headers("secret"))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "OTEL_EXPORTER_OTLP_HEADERS cannot be read; use NAME=VALUE, several with commas between"
                + " them");
  }
}
