package dev.preceptor.console.view;

import dev.preceptor.console.log.GroupRecords;
import dev.preceptor.console.view.ResponseView.JudgeWord;
import dev.preceptor.run.review.ReviewRules;
import dev.preceptor.schemas.Judgement;
import dev.preceptor.schemas.Review;
import dev.preceptor.schemas.ReviewSubject.OfResponse;
import dev.preceptor.schemas.Rollout;
import dev.preceptor.schemas.ScoredGroup;
import dev.preceptor.schemas.Verdict;
import java.util.List;
import java.util.Optional;

/** Makes what a reviewer is shown. */
public final class ReviewItems {

  /** Longest response that is shown, characters: it is shown whole or not at all. */
  private static final int MAX_TEXT_CHARS = 100_000;

  private ReviewItems() {}

  /**
   * A response; nothing if the log does not have it.
   *
   * @param mine what this reviewer has said of it
   */
  public static Optional<ReviewItemView> of(
      OfResponse subject, GroupRecords records, boolean blinded, Optional<Review> mine) {
    return records
        .rollout()
        .filter(rollout -> subject.response() < rollout.getResponses().size())
        .map(rollout -> view(subject, rollout, records, blinded, mine));
  }

  /** SHA-256 of a response's text, if the log has it. */
  public static Optional<String> sha256(OfResponse subject, GroupRecords records) {
    return records
        .rollout()
        .map(Rollout::getResponses)
        .filter(responses -> subject.response() < responses.size())
        .map(responses -> responses.get(subject.response()).getText())
        .filter(text -> text.length() <= MAX_TEXT_CHARS)
        .map(ReviewRules::sha256);
  }

  private static ReviewItemView view(
      OfResponse subject,
      Rollout rollout,
      GroupRecords records,
      boolean blinded,
      Optional<Review> mine) {
    String text = rollout.getResponses().get(subject.response()).getText();
    boolean tooLong = text.length() > MAX_TEXT_CHARS;
    return new ReviewItemView(
        subject.toString(),
        subject.group().toString(),
        rollout.getResponses().size(),
        rollout.getQuestion(),
        rollout.getChoices(),
        records.prompt().filter(prompt -> prompt.getImage() != null).isPresent(),
        tooLong ? "" : text,
        ReviewRules.sha256(text),
        tooLong,
        blinded,
        blinded ? null : rollout.getAnswer(),
        blinded ? null : rollout.getPolicyVersion(),
        blinded ? null : reward(subject, records),
        blinded ? null : words(subject, records),
        mine.map(review -> review.getVerdict().toString()).orElse(""),
        mine.map(Review::getComment).orElse(""));
  }

  private static Double reward(OfResponse subject, GroupRecords records) {
    return records
        .score()
        .map(ScoredGroup::getResponses)
        .filter(responses -> subject.response() < responses.size())
        .map(responses -> responses.get(subject.response()).getReward())
        .orElse(null);
  }

  private static List<JudgeWord> words(OfResponse subject, GroupRecords records) {
    return records.judgements().stream()
        .filter(judgement -> subject.response() < judgement.getVerdicts().size())
        .map(judgement -> word(judgement, judgement.getVerdicts().get(subject.response())))
        .toList();
  }

  private static JudgeWord word(Judgement judgement, Verdict verdict) {
    return new JudgeWord(
        judgement.getJudge(),
        verdict.getKind().toString(),
        false,
        verdict.getYesLogprob(),
        verdict.getNoLogprob(),
        verdict.getWhy());
  }
}
