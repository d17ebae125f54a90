package dev.preceptor.console.index;

import dev.preceptor.history.review.CountedReviews;
import dev.preceptor.run.review.ReviewRules;
import dev.preceptor.schemas.Review;
import dev.preceptor.schemas.ReviewSubject;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * What people have said of a run's responses: the verdicts that count, {@value #MAX_REVIEWS} at
 * most, and which decisions are on record already. Not thread-safe.
 */
final class ReviewIndex {

  static final int MAX_REVIEWS = 50_000;

  /** Characters of comments that are kept in memory; the log has them all. */
  private static final int MAX_COMMENT_CHARS = 4 << 20;

  private final CountedReviews reviews = new CountedReviews(ReviewRules.REASONING);
  private final Set<String> decisions = new HashSet<>();
  private int kept;
  private int commentChars;

  /** Enters a review, in log order. */
  void enter(ReviewSubject subject, Review review) {
    if (!review.getCriterion().equals(ReviewRules.REASONING)) {
      return;
    }
    boolean known = reviews.of(subject).containsKey(review.getReviewer());
    if (!known && kept == MAX_REVIEWS) {
      return;
    }
    kept += known ? 0 : 1;
    if (decisions.size() < 2 * MAX_REVIEWS) {
      decisions.add(review.getId());
    }
    commentChars += review.getComment().length();
    reviews.enter(
        subject,
        commentChars <= MAX_COMMENT_CHARS
            ? review
            : Review.newBuilder(review).setComment("").build());
  }

  /** Whether a decision is on record. */
  boolean has(String decision) {
    return decisions.contains(decision);
  }

  /** What a reviewer says of a text. */
  Optional<Review> of(ReviewSubject subject, String reviewer) {
    return Optional.ofNullable(reviews.of(subject).get(reviewer));
  }

  /** A copy of those that are wanted. */
  CountedReviews copy(Predicate<Review> wanted) {
    var copy = new CountedReviews(ReviewRules.REASONING);
    for (ReviewSubject subject : reviews.subjects()) {
      reviews.of(subject).values().stream()
          .filter(wanted)
          .forEach(review -> copy.enter(subject, review));
    }
    return copy;
  }
}
