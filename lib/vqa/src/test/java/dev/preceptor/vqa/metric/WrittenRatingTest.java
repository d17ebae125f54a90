package dev.preceptor.vqa.metric;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WrittenRatingTest {

  @ParameterizedTest
  @CsvSource({
    "8, 8",
    "' 10\n', 10",
    "8/10, 8",
    "Rating: 7, 7",
    "**9**, 9",
    "8. The reasoning is complete., 8",
    "'I rate it 3, because it is short', 3"
  })
  void theFirstNumberIsTheRating(String text, double rating) {
    assertThat(WrittenRating.of(text).value()).hasValue(rating);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "excellent",
        "0",
        "11",
        "100",
        "7.5",
        "-3",
        "7-8",
        "7 to 8",
        "2024 was",
        "1,5"
      })
  void whatIsNoNumberFrom1To10HasNoValueAndIsNotZero(String text) {
    Measure measure = WrittenRating.of(text);
    assertThat(measure.value()).isEmpty();
    assertThat(measure.why()).startsWith("the server's answer is no number from 1 to 10: '");
  }
}
