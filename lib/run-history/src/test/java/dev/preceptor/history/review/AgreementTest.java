package dev.preceptor.history.review;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import dev.preceptor.history.ledger.RecordedRun;
import dev.preceptor.history.ledger.Reviews;
import dev.preceptor.run.review.ReviewRules;
import dev.preceptor.schemas.GroupKey;
import dev.preceptor.schemas.Review;
import dev.preceptor.schemas.ReviewSubject;
import dev.preceptor.schemas.ReviewVerdict;
import dev.preceptor.schemas.VerdictKind;
import java.util.List;
import org.junit.jupiter.api.Test;

class AgreementTest {

  private static final GroupKey ONE = new GroupKey(1, 0);
  private static final GroupKey TWO = new GroupKey(1, 1);

  private final CountedReviews reviews = new CountedReviews(ReviewRules.REASONING);

  private void review(Review.Builder review) {
    reviews.enter(ReviewSubject.of(review.build()), review.build());
  }

  /** The recorded judge says no to the first response of a group and yes to the second. */
  private AgreementReport report() {
    var agreement = new Agreement(reviews);
    for (GroupKey group : List.of(ONE, TWO, new GroupKey(1, 2))) {
      agreement.judgement(RecordedRun.judgement(group));
      agreement.rollout(RecordedRun.rollout(group));
    }
    return agreement.report("recorded", ReviewRules.REASONING);
  }

  @Test
  void cliniciansAreHeldAgainstTheJudgeResponseByResponse() {
    review(Reviews.of(ONE, 0, "Ada", ReviewVerdict.no));
    review(Reviews.of(ONE, 1, "Ada", ReviewVerdict.no));
    review(Reviews.of(TWO, 1, "Ada", ReviewVerdict.yes));
    review(Reviews.of(TWO, 0, "Ada", ReviewVerdict.unsure).setRule("longest").setBlinded(false));
    AgreementReport report = report();
    assertThat(report.texts()).isEqualTo(4);
    assertThat(report.reviews()).containsEntry("Ada", 4);
    assertThat(report.rules()).containsEntry("random", 3).containsEntry("longest", 1);
    assertThat(report.blinded()).isEqualTo(3);
    var strict = report.judges().get(0);
    assertThat(strict.judge()).isEqualTo("strict");
    assertThat(strict.all())
        .extracting("yesYes", "yesNo", "noYes", "noNo", "undecided", "groups")
        .containsExactly(1, 0, 1, 1, 1, 2);
    assertThat(strict.types()).containsOnlyKeys("what");
    assertThat(report.text()).contains("clinicians and judge strict", "no/yes 1");
  }

  @Test
  void theLastReviewOfAReviewerCountsAndMoreThanHalfDecide() {
    review(Reviews.of(ONE, 1, "Ada", ReviewVerdict.no));
    review(Reviews.of(ONE, 1, "Ada", ReviewVerdict.yes));
    review(Reviews.of(ONE, 1, "Grace", ReviewVerdict.yes));
    review(Reviews.of(ONE, 1, "Mary", ReviewVerdict.no));
    assertThat(report().judges().get(0).all().yesYes()).isEqualTo(1);
    review(Reviews.of(ONE, 1, "Grace", ReviewVerdict.unsure));
    assertThat(report().judges().get(0).all().undecided()).isEqualTo(1);
    assertThat(report().reviewers()).extracting("first", "second").contains(tuple("Ada", "Mary"));
  }

  @Test
  void aReviewOfAnotherTextDecidesNothing() {
    review(Reviews.of(ONE, 1, "Ada", ReviewVerdict.yes).setTextSha256("0".repeat(64)));
    assertThat(report().judges().get(0).all().n()).isZero();
    assertThat(report().judges().get(0).all().undecided()).isEqualTo(1);
  }

  @Test
  void anUndecidedTextIsNeverANo() {
    assertThat(new Consensus(1, 1, 0).verdict(1)).isEqualTo(VerdictKind.unscorable);
    assertThat(new Consensus(0, 0, 3).verdict(1)).isEqualTo(VerdictKind.unscorable);
    assertThat(new Consensus(0, 1, 0).verdict(2)).isEqualTo(VerdictKind.unscorable);
    assertThat(new Consensus(0, 2, 1).verdict(2)).isEqualTo(VerdictKind.no);
    assertThat(new Consensus(2, 1, 0).verdict(2)).isEqualTo(VerdictKind.yes);
    assertThat(new Consensus(0, 0, 0).why(1)).isEqualTo("no reviewer has judged it");
  }

  @Test
  void anotherVerdictGivesAnotherHash() {
    review(Reviews.of(ONE, 1, "Ada", ReviewVerdict.no));
    String before = reviews.sha256();
    review(Reviews.of(ONE, 1, "Ada", ReviewVerdict.no).setId("again-0000"));
    assertThat(reviews.sha256()).isEqualTo(before);
    review(Reviews.of(ONE, 1, "Ada", ReviewVerdict.yes));
    assertThat(reviews.sha256()).isNotEqualTo(before);
  }

  @Test
  void theTypeOfAQuestionIsItsFirstWord() {
    assertThat(QuestionType.of("  Which side?")).isEqualTo(QuestionType.WHICH);
    assertThat(QuestionType.of("Is there an effusion?")).isEqualTo(QuestionType.CLOSED);
    assertThat(QuestionType.of("Whatever")).isEqualTo(QuestionType.OTHER);
    assertThat(QuestionType.of("")).isEqualTo(QuestionType.OTHER);
  }
}
