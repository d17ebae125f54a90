package dev.preceptor.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.preceptor.schemas.ReviewSubject.OfAnswer;
import dev.preceptor.schemas.ReviewSubject.OfResponse;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReviewSubjectTest {

  private static final ReviewSubject RESPONSE = new OfResponse(new GroupKey(12, 3), 1);
  private static final ReviewSubject ANSWER = new OfAnswer(0, 77);

  @Test
  void aSubjectIsParsedAsItWasWritten() {
    for (ReviewSubject subject : List.of(RESPONSE, ANSWER)) {
      assertThat(ReviewSubject.parse(subject.toString())).isEqualTo(subject);
    }
  }

  @Test
  void aSubjectIsReadFromTheRecordThatItWasEnteredInto() {
    for (ReviewSubject subject : List.of(RESPONSE, ANSWER)) {
      assertThat(ReviewSubject.of(subject.into(Review.newBuilder(Records.review())).build()))
          .isEqualTo(subject);
    }
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(
      strings = {
        "", "12-3", "12-3/", "12-3/-1", "0-3/1", "12-3/01", "v-1", "v1", "12-3/1 ", "vx-2"
      })
  void anyOtherTextIsNone(String text) {
    assertThatThrownBy(() -> ReviewSubject.parse(text))
        .isInstanceOf(UnreadableRecordException.class)
        .hasMessageContaining("is neither step-slot/response nor vVERSION-row");
  }

  @Test
  void aRecordAboutNothingIsRefused() {
    Review nothing = Review.newBuilder(Records.review()).setStep(-1).build();
    assertThatThrownBy(() -> ReviewSubject.of(nothing))
        .isInstanceOf(UnreadableRecordException.class)
        .hasMessageContaining("steps count from 1");
  }
}
