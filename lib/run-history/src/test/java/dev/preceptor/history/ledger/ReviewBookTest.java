package dev.preceptor.history.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.preceptor.history.ledger.Violation.Kind;
import dev.preceptor.runlog.Place;
import dev.preceptor.schemas.GroupKey;
import dev.preceptor.schemas.Review;
import dev.preceptor.schemas.ReviewVerdict;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ReviewBookTest {

  private static final GroupKey GROUP = new GroupKey(2, 1);

  private final RecordedRun run = RecordedRun.of(3);

  private static Review.Builder review() {
    return Reviews.of(GROUP, 1, "Ada", ReviewVerdict.yes);
  }

  private void assertOnly(Kind kind, String what, Place place) {
    assertThat(run.report().violations())
        .containsExactly(new Violation(kind, "2-1/1", what, place));
  }

  @Test
  void reviewsOfTextsOnRecordAreAcceptedAndTheLastOfEachReviewerCounts() {
    Reviews.append(run, review().build());
    Reviews.append(run, review().setReviewedMillis(1).build()); // the same, sent again
    Reviews.append(run, review().setId("changed-mind").setVerdict(ReviewVerdict.no).build());
    Reviews.append(run, Reviews.of(GROUP, 1, "Grace", ReviewVerdict.unsure).build());
    Reviews.append(run, Reviews.of(GROUP, 0, "Grace", ReviewVerdict.no).build());
    assertThat(run.report().violations()).isEmpty();
    assertThat(run.report().reviews()).isEqualTo(3);
  }

  @Test
  void aReviewOfAnotherTextThanWasSampledIsFound() {
    Place place = Reviews.append(run, review().setTextSha256("0".repeat(64)).build()).place();
    assertOnly(Kind.ALTERED, "Ada was shown another text than is on record", place);
  }

  @Test
  void aReviewOfAResponseThatIsNotOnRecordIsFound() {
    Place place =
        Reviews.append(run, review().setStep(4).setSlot(0).setResponse(1).build()).place();
    assertThat(run.report().violations())
        .containsExactly(
            new Violation(Kind.MISSING, "4-0/1", "is reviewed, but not on record", place));
  }

  @Test
  void oneDecisionWithTwoVerdictsIsFound() {
    Reviews.append(run, review().build());
    Place place = Reviews.append(run, review().setVerdict(ReviewVerdict.no).build()).place();
    assertOnly(
        Kind.CONTRADICTED,
        "the decision id-of-2-1-1-3 of Ada is on record with another content",
        place);
  }

  @Test
  void whatCannotBeTheRunsIsNoReview() {
    for (Review.Builder foreign :
        List.of(
            review().setRun("other"),
            review().setResponse(2),
            review().setSlot(9),
            review().setReviewer(" "),
            review().setComment("x".repeat(2_001)))) {
      Reviews.append(run, foreign.build());
    }
    run.append(
        RecordedRun.TOPICS.reviews(), 0, "2-1/0", Reviews.append(run, review().build()).value());
    assertThat(run.report().violations()).isEmpty();
    assertThat(run.report().reviews()).isEqualTo(1);
    assertThat(run.report().unreadable()).isEqualTo(6);
  }

  @Test
  void aReviewOfAnAnswerIsHeldAgainstItsEvaluation() {
    var book = new EvaluationBook();
    book.enter(
        new Entry.Evaluated(0, "base", Map.of(3L, "f"), Map.of(3L, "text"), new Place("e", 0, 0)));
    assertThat(book.text(0, 3, new TreeMap<>())).contains("text");
    assertThat(book.text(0, 4, new TreeMap<>())).isEmpty();
    assertThat(book.text(1, 3, new TreeMap<>())).isEmpty();
  }
}
