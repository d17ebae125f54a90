package dev.preceptor.console.index;

import static dev.preceptor.console.index.Events.RECIPE;
import static dev.preceptor.console.index.Events.TOPICS;
import static dev.preceptor.testkit.Groups.NO;
import static dev.preceptor.testkit.Groups.YES;
import static dev.preceptor.testkit.Groups.judgement;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.preceptor.console.index.ReviewQuery.Rule;
import dev.preceptor.run.review.ReviewRules;
import dev.preceptor.runlog.RunEvent;
import dev.preceptor.schemas.GroupKey;
import dev.preceptor.schemas.Review;
import dev.preceptor.schemas.ReviewSubject;
import dev.preceptor.schemas.ReviewSubject.OfResponse;
import dev.preceptor.schemas.ReviewVerdict;
import dev.preceptor.schemas.UnreadableRecordException;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReviewQueueTest {

  private static final OfResponse SUBJECT = new OfResponse(new GroupKey(1, 2), 1);

  private final Events events = new Events();
  private final RunIndex index = new RunIndex(TOPICS.run(), RECIPE);

  ReviewQueueTest() {
    for (int slot = 0; slot < 4; slot++) {
      index.enter(events.sampled(1, slot, "left", "right"));
      index.enter(events.scored(1, slot, 0, 1));
    }
    index.enter(events.step(1));
    index.enter(events.judged(judgement("a", 1, 2, YES, NO)));
    index.enter(events.judged(judgement("b", 1, 2, YES, YES)));
  }

  private List<ReviewSubject> queue(Rule rule, long seed, int toStep, int groups) {
    return index.queue(new ReviewQuery(rule, seed, toStep, groups));
  }

  private static Review.Builder review(String id, ReviewVerdict verdict) {
    return SUBJECT
        .into(Review.newBuilder())
        .setRun(TOPICS.run())
        .setId(id)
        .setCriterion(ReviewRules.REASONING)
        .setVerdict(verdict)
        .setReviewer("Ada")
        .setTextSha256(ReviewRules.sha256("right"))
        .setBlinded(true)
        .setReviewedMillis(1);
  }

  private RunEvent event(Review review) {
    var event =
        (RunEvent.Reviewed) events.of(TOPICS.reviews(), SUBJECT.toString(), Review.class, review);
    return new RunEvent.Reviewed(
        new RunEvent.Origin(event.place(), event.key(), 5_000), event.value());
  }

  @Test
  void theSameRuleAndSeedGiveTheSameOrderAlsoWhenTheRunHasGoneOn() {
    List<ReviewSubject> before = queue(Rule.RANDOM, 7, 1, 3);
    assertThat(before).hasSize(6).doesNotHaveDuplicates();
    assertThat(((OfResponse) before.get(0)).group())
        .isEqualTo(((OfResponse) before.get(1)).group());
    index.enter(events.sampled(2, 0, "left", "right"));
    assertThat(queue(Rule.RANDOM, 7, 1, 3)).isEqualTo(before);
    assertThat(queue(Rule.RANDOM, 8, 1, 4)).isNotEqualTo(queue(Rule.RANDOM, 7, 1, 4));
    assertThat(queue(Rule.RANDOM, 7, 2, 500)).hasSize(10);
  }

  @Test
  void groupsOnWhichJudgesDisagreeCanBeAskedFor() {
    assertThat(queue(Rule.DISAGREE, 1, 20, 500))
        .containsExactly(new OfResponse(new GroupKey(1, 2), 0), SUBJECT);
  }

  @Test
  void whatIsReviewedStaysReviewedAndTheLastVerdictCounts() {
    long last = index.overview().lastMillis();
    index.enter(event(review("decision-1", ReviewVerdict.no).build()));
    index.enter(event(review("decision-2", ReviewVerdict.yes).build()));
    assertThat(index.review(SUBJECT, "Ada").orElseThrow().getVerdict())
        .isEqualTo(ReviewVerdict.yes);
    assertThat(index.review(SUBJECT, "Grace")).isEmpty();
    assertThat(index.overview().lastMillis()).as("the run itself did not go on").isEqualTo(last);
    assertThat(index.isDecided("decision-1")).isTrue();
    assertThat(index.isDecided("decision-3")).isFalse();
    assertThat(index.reviews(review -> true).subjects()).containsExactly(SUBJECT);
    assertThat(index.reviews(review -> !review.getBlinded()).subjects()).isEmpty();
  }

  @Test
  void aReviewThatCannotBeTheRunsChangesNothing() {
    Review ahead = review("decision-1", ReviewVerdict.no).setStep(9).build();
    index.enter(events.of(TOPICS.reviews(), "9-2/1", Review.class, ahead));
    assertThat(index.reviews(review -> true).subjects()).isEmpty();
    assertThat(index.overview().unreadable()).isEqualTo(1);
    assertThatThrownBy(() -> index.requireReview(new OfResponse(new GroupKey(9, 2), 1), ahead))
        .isInstanceOf(UnreadableRecordException.class);
  }
}
