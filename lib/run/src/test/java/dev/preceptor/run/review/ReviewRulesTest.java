package dev.preceptor.run.review;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.preceptor.run.plan.RunBounds;
import dev.preceptor.run.plan.StepPlan;
import dev.preceptor.run.plan.TakenSteps;
import dev.preceptor.run.plan.UnitLayout;
import dev.preceptor.schemas.GroupKey;
import dev.preceptor.schemas.RefusedRecordException;
import dev.preceptor.schemas.Review;
import dev.preceptor.schemas.ReviewSubject;
import dev.preceptor.schemas.ReviewVerdict;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReviewRulesTest {

  private static final ReviewSubject SUBJECT = new ReviewSubject.OfResponse(new GroupKey(3, 1), 1);
  private static final TakenSteps TAKEN = TakenSteps.upTo(4);

  private final ReviewRules rules =
      new ReviewRules("mine", new RunBounds(new StepPlan(12, 0, 1), new UnitLayout(4, 2)), 2);

  private static Review.Builder review() {
    return SUBJECT
        .into(Review.newBuilder())
        .setRun("mine")
        .setId("0123-abcd")
        .setCriterion(ReviewRules.REASONING)
        .setVerdict(ReviewVerdict.no)
        .setReviewer("Dr. Ada O’Neil-Größe (1)")
        .setTextSha256("ab".repeat(32))
        .setBlinded(true)
        .setReviewedMillis(1);
  }

  private void refuses(Review.Builder review, String why) {
    Review refused = review.build();
    assertThatThrownBy(() -> rules.require(SUBJECT.toString(), refused, TAKEN))
        .isInstanceOf(RefusedRecordException.class)
        .hasMessageContaining(why);
  }

  @Test
  void aReviewOfWhatTheRunHasReachedIsAccepted() {
    assertThat(rules.require("3-1/1", review().build(), TAKEN)).isEqualTo(SUBJECT);
    var answer = new ReviewSubject.OfAnswer(4, 77);
    assertThat(rules.require("v4-77", answer.into(review()).build(), TAKEN)).isEqualTo(answer);
  }

  @Test
  void whatCannotBeTheRunsIsRefusedByName() {
    refuses(review().setRun("other"), "run 'other': the run is mine");
    refuses(review().setResponse(0), "key '3-1/1': the review is of 3-1/0");
    Review third = review().setResponse(2).build();
    assertThatThrownBy(() -> rules.require("3-1/2", third, TAKEN))
        .hasMessageContaining("a group has 2 responses");
    Review ahead = review().setStep(9).build();
    assertThatThrownBy(() -> rules.require("9-1/1", ahead, TAKEN))
        .hasMessageContaining("ahead of the run");
    Review later = new ReviewSubject.OfAnswer(5, 1).into(review()).build();
    assertThatThrownBy(() -> rules.require("v5-1", later, TAKEN))
        .hasMessageContaining("ahead of the run");
  }

  @Test
  void textsHaveLimits() {
    refuses(review().setComment("x".repeat(2_001)), "is longer than 2000 characters");
    refuses(review().setId("short"), "with the id 'short'");
    refuses(review().setCriterion("A"), "with the criterion 'A'");
    refuses(review().setRule("<b>"), "with the rule");
    refuses(review().setTextSha256("AB"), "is no SHA-256");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " Ada", "<script>", "Ada\nGrace", "Ada\u202e", "-"})
  void aNameThatWouldMisleadIsRefused(String name) {
    refuses(review().setReviewer(name), "a name has 1 to 64");
  }
}
