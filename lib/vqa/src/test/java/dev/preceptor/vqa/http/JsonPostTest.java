package dev.preceptor.vqa.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.preceptor.models.InputException;
import dev.preceptor.vqa.http.RemoteException.Kind;
import java.net.URI;
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
        new JsonPost(URI.create("http://127.0.0.1:1/"), Duration.ofSeconds(1), Optional.empty());
    assertThatThrownBy(() -> post.send(new byte[JsonPost.MAX_QUESTION_BYTES + 1]))
        .isInstanceOfSatisfying(
            RemoteException.class, e -> assertThat(e.kind()).isEqualTo(Kind.REFUSED));
  }

  @Test
  void aKeyIsInTheEnvironmentAndNowhereElse() {
    ApiKey key = ApiKey.of(Optional.of("KEY"), name -> " sk-1 \n").orElseThrow();
    assertThat(key.bearer()).isEqualTo("Bearer sk-1");
    assertThat(key).asString().isEqualTo("the key in KEY").doesNotContain("sk-1");
    assertThat(key.hiddenIn("got sk-1")).doesNotContain("sk-1");
    assertThatThrownBy(() -> ApiKey.of(Optional.of("KEY"), name -> null))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("KEY, which must hold the API key, is not set");
    assertThatThrownBy(() -> ApiKey.of(Optional.of("KEY"), name -> "a\nsecret"))
        .isInstanceOf(InputException.class)
        .message()
        .doesNotContain("secret");
    assertThat(ApiKey.of(Optional.empty(), name -> "x")).isEmpty();
  }
}
