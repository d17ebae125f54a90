package dev.preceptor.history.rescore;

import dev.preceptor.history.review.Consensus;
import dev.preceptor.history.review.CountedReviews;
import dev.preceptor.run.review.ReviewRules;
import dev.preceptor.schemas.GroupKey;
import dev.preceptor.schemas.Judgement;
import dev.preceptor.schemas.ReviewSubject;
import dev.preceptor.schemas.Rollout;
import dev.preceptor.schemas.Sha256;
import dev.preceptor.schemas.Verdict;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * People as a judge: their reviews on record. A response that they have not decided is unscorable,
 * so that its group is scored without this criterion.
 *
 * @param quorum reviewers who must have said yes or no
 * @param sha256 of what they say: another one after each review that changes anything
 */
record ReviewedJudge(String name, int quorum, CountedReviews reviews, String sha256)
    implements RescoreJudge {

  /** Those who judge a run. */
  static ReviewedJudge of(String name, int quorum, CountedReviews reviews) {
    String what = "reviews\n%d\n%s".formatted(quorum, reviews.sha256());
    return new ReviewedJudge(
        name, quorum, reviews, Sha256.hex(what.getBytes(StandardCharsets.UTF_8)));
  }

  @Override
  public Optional<Judgement> judge(Rollout rollout) {
    if (rollout.getFailure() != null) {
      return Optional.empty();
    }
    GroupKey group = new GroupKey(rollout.getStep(), rollout.getSlot());
    return Optional.of(
        Judgement.newBuilder()
            .setStep(group.step())
            .setSlot(group.slot())
            .setJudge(name)
            .setJudgeHash(sha256)
            .setVerdicts(
                IntStream.range(0, rollout.getResponses().size())
                    .mapToObj(i -> verdict(group, i, rollout.getResponses().get(i).getText()))
                    .toList())
            .setLatencyMillis(0)
            .build());
  }

  private Verdict verdict(GroupKey group, int response, String text) {
    var given = reviews.of(new ReviewSubject.OfResponse(group, response)).values();
    var consensus = Consensus.of(given, ReviewRules.sha256(text));
    return Verdict.newBuilder()
        .setKind(consensus.verdict(quorum))
        .setWhy(consensus.why(quorum))
        .build();
  }

  @Override
  public void close() {
    // holds nothing open
  }
}
