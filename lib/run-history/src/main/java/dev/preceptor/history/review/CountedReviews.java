package dev.preceptor.history.review;

import dev.preceptor.schemas.Review;
import dev.preceptor.schemas.ReviewSubject;
import dev.preceptor.schemas.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The reviews of one criterion that count: of several by one reviewer about one text the last that
 * was entered. Not thread-safe.
 */
public final class CountedReviews {

  private final String criterion;
  private final NavigableMap<ReviewSubject, NavigableMap<String, Review>> bySubject =
      new TreeMap<>();

  /** None yet. */
  public CountedReviews(String criterion) {
    this.criterion = criterion;
  }

  /** Enters a review, in log order; one by another criterion changes nothing. */
  public void enter(ReviewSubject subject, Review review) {
    if (review.getCriterion().equals(criterion)) {
      bySubject.computeIfAbsent(subject, of -> new TreeMap<>()).put(review.getReviewer(), review);
    }
  }

  /** What they are about, in order. */
  public Collection<ReviewSubject> subjects() {
    return bySubject.keySet();
  }

  /** The reviews of a text, by reviewer. */
  public Map<String, Review> of(ReviewSubject subject) {
    return bySubject.getOrDefault(subject, new TreeMap<>());
  }

  /** Hash of the decisions that count: another one after each that changes anything. */
  public String sha256() {
    return Sha256.hex(
        bySubject.entrySet().stream()
            .flatMap(entry -> entry.getValue().values().stream().map(r -> line(entry.getKey(), r)))
            .collect(Collectors.joining("\n"))
            .getBytes(StandardCharsets.UTF_8));
  }

  private static String line(ReviewSubject subject, Review review) {
    return String.join(
        "\t",
        subject.toString(),
        review.getReviewer(),
        review.getVerdict().toString(),
        review.getTextSha256());
  }
}
