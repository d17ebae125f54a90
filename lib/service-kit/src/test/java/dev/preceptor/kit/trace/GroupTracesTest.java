package dev.preceptor.kit.trace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.preceptor.schemas.GroupKey;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GroupTracesTest {

  private static final GroupKey GROUP = new GroupKey(3, 1);
  private static final Instant NOON = Instant.parse("2026-01-02T12:00:00Z");

  private final List<SpanData> spans = new ArrayList<>();
  private final SdkTracerProvider provider =
      SdkTracerProvider.builder()
          .addSpanProcessor(SimpleSpanProcessor.create(new Kept(spans)))
          .build();

  private record Kept(List<SpanData> spans) implements SpanExporter {
    @Override
    public CompletableResultCode export(Collection<SpanData> ended) {
      spans.addAll(ended);
      return CompletableResultCode.ofSuccess();
    }

    @Override
    public CompletableResultCode flush() {
      return CompletableResultCode.ofSuccess();
    }

    @Override
    public CompletableResultCode shutdown() {
      return CompletableResultCode.ofSuccess();
    }
  }

  @AfterEach
  void close() {
    provider.close();
  }

  /** What one process does; each has a map of its own. */
  private GroupTraces service() {
    return new GroupTraces(Optional.of(provider.get("test")), Clock.fixed(NOON, ZoneOffset.UTC));
  }

  @Test
  void oneTraceHoldsWhatFourServicesDoForAGroup() {
    GroupTraces learner = service();
    Headers prompt = learner.begin("issue", GROUP);
    Headers rollout = handled(service(), "sample", prompt);
    Headers judgement = handled(service(), "judge", rollout);
    GroupTraces reward = service();
    reward.arrived(GROUP, rollout);
    Headers score = handled(reward, "score", judgement);
    handled(learner, "train", score);

    assertThat(spans).extracting(SpanData::getTraceId).hasSize(5).containsOnly(trace(prompt));
    assertThat(parents())
        .isEqualTo(
            Map.of(
                "issue", "", "sample", "issue", "judge", "sample", "score", "judge", "train",
                "score"));
    assertThat(spans.get(1).getStartEpochNanos())
        .isEqualTo(TimeUnit.SECONDS.toNanos(NOON.getEpochSecond()));
  }

  private static Headers handled(GroupTraces service, String work, Headers come) {
    service.arrived(GROUP, come);
    return service.done(work, GROUP);
  }

  /** The name of each span's parent. */
  private Map<String, String> parents() {
    Map<String, String> names =
        spans.stream().collect(Collectors.toMap(SpanData::getSpanId, SpanData::getName));
    return spans.stream()
        .collect(
            Collectors.toMap(
                SpanData::getName, span -> names.getOrDefault(span.getParentSpanId(), "")));
  }

  private static String trace(Headers headers) {
    return text(headers).split("-")[1];
  }

  private static String text(Headers headers) {
    return new String(headers.lastHeader("traceparent").value(), StandardCharsets.US_ASCII);
  }

  @Test
  void groupsHaveTracesOfTheirOwn() {
    GroupTraces learner = service();
    assertThat(trace(learner.begin("issue", GROUP)))
        .isNotEqualTo(trace(learner.begin("issue", new GroupKey(3, 2))));
  }

  @Test
  void aSpanSaysWhichGroupItIsAboutAndNothingOfItsTexts() {
    service().begin("issue", GROUP);
    assertThat(spans.get(0).getAttributes().asMap()).hasSize(2).containsValues(3L, 1L);
    assertThat(text(service().begin("issue", GROUP))).matches("00-[0-9a-f]{32}-[0-9a-f]{16}-01");
  }

  @Test
  void withoutTracingRecordsGetNoHeaderAndNothingIsKept() {
    GroupTraces off = GroupTraces.off();
    Headers headers = service().begin("issue", GROUP);
    off.arrived(GROUP, headers);
    assertThat(off.done("sample", GROUP).toArray()).isEmpty();
    assertThat(off.begin("issue", GROUP).toArray()).isEmpty();
    assertThat(spans).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331",
        "00-00000000000000000000000000000000-b7ad6b7169203331-01",
        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b716920333g-01",
        "LONG"
      })
  void aHeaderThatIsNoTraceParentIsPassedOver(String text) {
    Function<String, String> written =
        value -> value.equals("LONG") ? "00-" + "0".repeat(1_000_000) : value;
    Headers headers =
        new RecordHeaders()
            .add("traceparent", written.apply(text).getBytes(StandardCharsets.US_ASCII));
    assertThat(handled(service(), "sample", headers).toArray()).isEmpty();
    assertThat(handled(service(), "sample", new RecordHeaders()).toArray()).isEmpty();
    assertThat(handled(service(), "sample", new RecordHeaders().add("traceparent", null)).toArray())
        .isEmpty();
    assertThat(spans).isEmpty();
  }

  @Test
  void noMoreGroupsAreHeldThanTheLimit() {
    GroupTraces worker = service();
    Headers headers = service().begin("issue", GROUP);
    for (int slot = 0; slot <= GroupTraces.MAX_HELD; slot++) {
      worker.arrived(new GroupKey(1, slot), headers);
    }
    assertThat(worker.done("sample", new GroupKey(1, 0)).toArray()).as("the oldest").isEmpty();
    assertThat(worker.done("sample", new GroupKey(1, 1)).toArray()).hasSize(1);
  }
}
