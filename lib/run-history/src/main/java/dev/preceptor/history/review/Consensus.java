package dev.preceptor.history.review;

import dev.preceptor.schemas.Review;
import dev.preceptor.schemas.ReviewVerdict;
import dev.preceptor.schemas.VerdictKind;
import java.util.Collection;
import java.util.List;

/**
 * What several reviewers together say of one text. More than half of those who said yes or no
 * decide; unsure is no vote.
 *
 * @param yes reviewers who said so
 * @param no reviewers who said so
 * @param unsure reviewers who could not tell
 */
public record Consensus(int yes, int no, int unsure) {

  /**
   * Of reviews of a text; those of another text are left out.
   *
   * @param reviews one of each reviewer
   * @param textSha256 of the text
   */
  public static Consensus of(Collection<Review> reviews, String textSha256) {
    List<Review> own =
        reviews.stream().filter(review -> review.getTextSha256().equals(textSha256)).toList();
    return new Consensus(
        count(own, ReviewVerdict.yes),
        count(own, ReviewVerdict.no),
        count(own, ReviewVerdict.unsure));
  }

  private static int count(Collection<Review> reviews, ReviewVerdict verdict) {
    return (int) reviews.stream().filter(review -> review.getVerdict() == verdict).count();
  }

  /**
   * The verdict; unscorable at a tie and where too few have voted, never no.
   *
   * @param quorum votes that are needed
   */
  public VerdictKind verdict(int quorum) {
    if (yes + no < quorum || yes == no) {
      return VerdictKind.unscorable;
    }
    return yes > no ? VerdictKind.yes : VerdictKind.no;
  }

  /** Why, in words. */
  public String why(int quorum) {
    if (yes + no + unsure == 0) {
      return "no reviewer has judged it";
    }
    String said = "reviewers: %d yes, %d no, %d unsure".formatted(yes, no, unsure);
    return yes + no < quorum ? said + "; %d must say yes or no".formatted(quorum) : said;
  }
}
