package dev.preceptor.run.review;

import dev.preceptor.recipe.Recipe;
import dev.preceptor.run.plan.RunBounds;
import dev.preceptor.run.plan.TakenSteps;
import dev.preceptor.schemas.Excerpt;
import dev.preceptor.schemas.RefusedRecordException;
import dev.preceptor.schemas.Review;
import dev.preceptor.schemas.ReviewSubject;
import dev.preceptor.schemas.ReviewSubject.OfAnswer;
import dev.preceptor.schemas.ReviewSubject.OfResponse;
import dev.preceptor.schemas.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a review must be: of this run, about something that the run has reached, and within limits.
 * Who writes reviews and who reads them asks the same rules.
 *
 * @param run its name
 * @param bounds of its recipe
 * @param responses of a group
 */
public record ReviewRules(String run, RunBounds bounds, int responses) {

  /** The criterion that the console asks about. */
  public static final String REASONING = "reasoning";

  /** Longest comment, characters. */
  public static final int MAX_COMMENT_CHARS = 2_000;

  /** Longest name of a reviewer, characters. */
  public static final int MAX_REVIEWER_CHARS = 64;

  private static final Pattern REVIEWER =
      Pattern.compile("[\\p{L}\\p{N}][\\p{L}\\p{M}\\p{N} .,'’()_-]*");
  private static final Pattern ID = Pattern.compile("[A-Za-z0-9_-]{8,64}");
  private static final Pattern CRITERION = Pattern.compile("[a-z][a-z0-9_]{0,63}");
  private static final Pattern RULE = Pattern.compile("[a-z_]{0,32}");
  private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");

  /** Those of a run. */
  public static ReviewRules of(String run, Recipe recipe) {
    return new ReviewRules(run, RunBounds.of(recipe), recipe.sampling().numGenerations());
  }

  /**
   * Checks a record.
   *
   * @param key that it stands under
   * @return what it is about
   * @throws RefusedRecordException if it is none of the run's
   */
  public ReviewSubject require(String key, Review review, TakenSteps taken) {
    require(review.getRun().equals(run), "run", review.getRun(), "the run is " + run);
    complaint(review)
        .ifPresent(
            why -> {
              throw new RefusedRecordException(why);
            });
    ReviewSubject subject = ReviewSubject.of(review);
    require(subject.toString().equals(key), "key", key, "the review is of " + subject);
    if (subject instanceof OfResponse response) {
      bounds.requireIssued(response.group(), taken);
      require(
          response.response() < responses,
          "response",
          String.valueOf(response.response()),
          "a group has %d responses".formatted(responses));
    } else {
      bounds.requireVersion(((OfAnswer) subject).version(), taken);
    }
    return subject;
  }

  /** What is wrong with the texts of a review, whatever it is about; nothing if nothing is. */
  public static Optional<String> complaint(Review review) {
    if (review.getReviewer().length() > MAX_REVIEWER_CHARS
        || !REVIEWER.matcher(review.getReviewer()).matches()) {
      return wrong(
          "reviewer",
          review.getReviewer(),
          "a name has 1 to %d letters, digits, spaces and . , ' ( ) _ -, the first a letter or digit"
              .formatted(MAX_REVIEWER_CHARS));
    }
    if (review.getComment().length() > MAX_COMMENT_CHARS) {
      return wrong(
          "comment",
          review.getComment(),
          "is longer than %d characters".formatted(MAX_COMMENT_CHARS));
    }
    if (!ID.matcher(review.getId()).matches()) {
      return wrong("id", review.getId(), "use 8 to 64 letters, digits, - and _");
    }
    if (!CRITERION.matcher(review.getCriterion()).matches()) {
      return wrong("criterion", review.getCriterion(), "use 1 to 64 of a to z, 0 to 9 and _");
    }
    if (!RULE.matcher(review.getRule()).matches()) {
      return wrong("rule", review.getRule(), "use at most 32 of a to z and _");
    }
    if (!HASH.matcher(review.getTextSha256()).matches()) {
      return wrong("text_sha256", review.getTextSha256(), "is no SHA-256");
    }
    return Optional.empty();
  }

  private static Optional<String> wrong(String field, String value, String why) {
    return Optional.of("a review with the %s %s: %s".formatted(field, Excerpt.of(value), why));
  }

  private static void require(boolean fits, String field, String value, String why) {
    if (!fits) {
      throw new RefusedRecordException(wrong(field, value, why).orElseThrow());
    }
  }

  /** A text as it is hashed: UTF-8. */
  public static String sha256(String text) {
    return Sha256.hex(text.getBytes(StandardCharsets.UTF_8));
  }
}
