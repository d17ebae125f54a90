package dev.preceptor.vqa.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.preceptor.vqa.http.RemoteException.Kind;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class JsonPostTest {

  private static final ZonedDateTime NOW = ZonedDateTime.of(2026, 1, 2, 3, 4, 5, 0, ZoneOffset.UTC);

  @Test
  void whenToComeAgainIsSecondsOrADate() {
    assertThat(JsonPost.retryAfter(" 7 ", NOW)).contains(Duration.ofSeconds(7));
    assertThat(JsonPost.retryAfter("Fri, 02 Jan 2026 03:05:05 GMT", NOW))
        .contains(Duration.ofMinutes(1));
    assertThat(JsonPost.retryAfter("Fri, 02 Jan 2026 03:04:00 GMT", NOW)).contains(Duration.ZERO);
    assertThat(JsonPost.retryAfter("-7", NOW)).isEmpty();
    assertThat(JsonPost.retryAfter("soon", NOW)).isEmpty();
    assertThat(JsonPost.retryAfter("99999999999999", NOW)).isEmpty();
  }

  @Property
  void whateverAServerSaysOfItIsReadOrPassedOver(@ForAll String text) {
    assertThat(JsonPost.retryAfter(text, NOW))
        .matches(wait -> wait.isEmpty() || !wait.get().isNegative());
  }

  @Test
  void aQuestionWithoutBoundsIsNotSent() {
    JsonPost post =
        new JsonPost(
            RemoteServer.of("http://127.0.0.1:1/", Optional.empty()), Duration.ofSeconds(1));
    assertThatThrownBy(() -> post.send(new byte[JsonPost.MAX_QUESTION_BYTES + 1]))
        .isInstanceOfSatisfying(
            RemoteException.class, e -> assertThat(e.kind()).isEqualTo(Kind.REFUSED));
  }
}
