package dev.preceptor.vqa.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.preceptor.models.InputException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ApiKeyTest {

  private static final String NAME = "PRECEPTOR_KEY_MINE";
  private static final String SECRET = "sk-Test/0123+4567";

  private static ApiKey key(String secret) {
    return ApiKey.of(Optional.of(NAME), name -> name.equals(NAME) ? secret : null).orElseThrow();
  }

  @Test
  void aKeyIsInTheEnvironmentAndNowhereElse() {
    ApiKey key = key(" " + SECRET + " \n");
    assertThat(key.bearer()).isEqualTo("Bearer " + SECRET);
    assertThat(key).asString().isEqualTo("the key in PRECEPTOR_KEY_MINE");
    assertThat(ApiKey.of(Optional.empty(), name -> "x")).isEmpty();
    assertThatThrownBy(() -> key(null))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("PRECEPTOR_KEY_MINE, which must hold the API key, is not set");
    for (String unusable : new String[] {"a\nsecret of mine", "secret\u00e9secret", "secret"}) {
      assertThatThrownBy(() -> key(unusable))
          .isInstanceOf(InputException.class)
          .message()
          .doesNotContain("secret");
    }
  }

  /** The name may be a variable that holds something else, or be the key itself. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "AWS_SECRET_ACCESS_KEY",
        "AKIAIOSFODNN7EXAMPLE",
        "sk-verysecret",
        "PATH",
        "PRECEPTOR_KEY_",
        "preceptor_key_mine",
        "PRECEPTOR_KEY_ MINE",
        "MY_PRECEPTOR_KEY_MINE",
        ""
      })
  void noOtherVariableIsReadOrNamed(String name) {
    assertThatThrownBy(
            () ->
                ApiKey.of(
                    Optional.of(name),
                    read -> {
                      throw new AssertionError(read + " was read");
                    }))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("must be named PRECEPTOR_KEY_…")
        .message()
        .satisfies(
            text ->
                assertThat(name.isEmpty() || name.equals("PRECEPTOR_KEY_") || !text.contains(name))
                    .isTrue());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "got sk-Test/0123+4567",
        "got Bearer SK-TEST/0123+4567!",
        "got sk-Test%2F0123%2B4567",
        "got c2stVGVzdC8wMTIzKzQ1Njc=",
        "{\"why\": \"sk\\u002dTest\\/0123\\u002b4567\"}",
        "{\"sk-Test\\u002f0123+4567\": [[\"x sk\\u002dTest/0123+4567\"]]}",
      })
  void noFormOfAKeyIsLeftInAnAnswer(String answer) {
    String hidden =
        new String(
            key(SECRET).hiddenIn(answer.getBytes(StandardCharsets.UTF_8)), StandardCharsets.UTF_8);
    assertThat(hidden).contains("the key in PRECEPTOR_KEY_MINE");
    assertThat(hidden.toLowerCase(java.util.Locale.ROOT))
        .doesNotContain("0123", "c2stvgvzd", "u002dtest");
  }

  @Property
  void anAnswerWithoutTheKeyIsUnchanged(
      @ForAll @StringLength(max = 30) @CharRange(from = ' ', to = '~') String text) {
    String answer = "{\"a\": 1.50, \"b\": [" + text + "], \"a\": 2}";
    byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
    assertThat(key(SECRET).hiddenIn(bytes)).isEqualTo(bytes);
  }
}
