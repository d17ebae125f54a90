package dev.preceptor.history.ledger;

import static dev.preceptor.history.ledger.RecordedRun.TOPICS;

import dev.preceptor.history.ledger.RecordedRun.Line;
import dev.preceptor.run.review.ReviewRules;
import dev.preceptor.schemas.GroupKey;
import dev.preceptor.schemas.RecordCodec;
import dev.preceptor.schemas.Review;
import dev.preceptor.schemas.ReviewSubject;
import dev.preceptor.schemas.ReviewVerdict;

/** Reviews of a recorded run, as the console writes them. */
public final class Reviews {

  private static final RecordCodec<Review> CODEC = RecordCodec.of(Review.class);

  private Reviews() {}

  /** A review of a response of {@link RecordedRun#rollout}. */
  public static Review.Builder of(
      GroupKey group, int response, String reviewer, ReviewVerdict verdict) {
    var subject = new ReviewSubject.OfResponse(group, response);
    String text = RecordedRun.rollout(group).getResponses().get(response).getText();
    return subject
        .into(Review.newBuilder())
        .setRun(TOPICS.run())
        .setId("id-of-" + subject.toString().replace('/', '-') + "-" + reviewer.length())
        .setCriterion(ReviewRules.REASONING)
        .setVerdict(verdict)
        .setReviewer(reviewer)
        .setTextSha256(ReviewRules.sha256(text))
        .setBlinded(true)
        .setRule("random")
        .setSeed(7)
        .setReviewedMillis(1_700_000_000_000L);
  }

  /** Writes one. */
  public static Line append(RecordedRun run, Review review) {
    return run.append(
        TOPICS.reviews(), 0, ReviewSubject.of(review).toString(), CODEC.encode(review));
  }
}
