package dev.preceptor.history.ledger;

import dev.preceptor.history.ledger.Violation.Kind;
import dev.preceptor.runlog.Place;
import dev.preceptor.schemas.ReviewSubject;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Whether reviews are of texts on record. A reviewer may change a verdict, so several reviews of
 * one text are no contradiction and the last counts; but one decision, by its id, has one content.
 */
final class ReviewBook {

  private final NavigableMap<Place, Entry.Reviewed> reviews = new TreeMap<>();

  void enter(Entry.Reviewed entry) {
    reviews.put(entry.place(), entry);
  }

  /** Forgets what the services have refused. */
  void drop(Collection<Place> refused) {
    reviews.keySet().removeAll(refused);
  }

  /** How many verdicts count: one for each text, criterion and reviewer. */
  int counting() {
    Set<String> counting = new HashSet<>();
    reviews
        .values()
        .forEach(
            review ->
                counting.add(
                    String.join(
                        "\n", review.subject().toString(), review.criterion(), review.reviewer())));
    return counting.size();
  }

  /**
   * Checks every review.
   *
   * @param texts SHA-256 of the text that a review is about; nothing where it must be on record and
   *     is not
   * @param mayBeGone whether the log need not have the text any more
   */
  void check(
      Function<ReviewSubject, Optional<String>> texts,
      Function<ReviewSubject, Boolean> mayBeGone,
      Findings findings) {
    Map<String, String> byId = new HashMap<>();
    for (Entry.Reviewed review : reviews.values()) {
      String subject = review.subject().toString();
      String first = byId.putIfAbsent(review.id(), review.fingerprint());
      if (first != null && !first.equals(review.fingerprint())) {
        findings.add(
            Kind.CONTRADICTED,
            subject,
            "the decision %s of %s is on record with another content"
                .formatted(review.id(), review.reviewer()),
            review.place());
      }
      Optional<String> text = texts.apply(review.subject());
      if (text.isEmpty()) {
        if (!mayBeGone.apply(review.subject())) {
          findings.add(Kind.MISSING, subject, "is reviewed, but not on record", review.place());
        }
      } else if (!text.get().equals(review.textSha256())) {
        findings.add(
            Kind.ALTERED,
            subject,
            "%s was shown another text than is on record".formatted(review.reviewer()),
            review.place());
      }
    }
  }
}
