package dev.preceptor.history.ledger;

import dev.preceptor.schemas.Judgement;
import dev.preceptor.schemas.RecordCodec;
import dev.preceptor.schemas.Response;
import dev.preceptor.schemas.Review;
import dev.preceptor.schemas.Rollout;
import dev.preceptor.schemas.ScoredGroup;
import dev.preceptor.schemas.Sha256;
import java.util.List;

/** Hashes of record contents, equal only if the contents are equal. */
final class Fingerprint {

  private static final RecordCodec<Rollout> ROLLOUTS = RecordCodec.of(Rollout.class);
  private static final RecordCodec<Judgement> JUDGEMENTS = RecordCodec.of(Judgement.class);
  private static final RecordCodec<ScoredGroup> GROUPS = RecordCodec.of(ScoredGroup.class);

  private static final RecordCodec<Review> REVIEWS = RecordCodec.of(Review.class);

  private Fingerprint() {}

  /** A rollout without its worker and sampling time. */
  static String of(Rollout rollout) {
    return Sha256.hex(
        ROLLOUTS.encode(Rollout.newBuilder(rollout).setWorker("").setSampleMillis(0).build()));
  }

  /** The judge and the group of a judgement; verdicts are compared one by one. */
  static String of(Judgement judgement) {
    return Sha256.hex(
        JUDGEMENTS.encode(
            Judgement.newBuilder(judgement)
                .setVerdicts(List.of())
                .setLatencyMillis(0)
                .setCached(0)
                .setAsked(0)
                .build()));
  }

  /** A review without its time: a decision that is sent again gets a later one. */
  static String of(Review review) {
    return Sha256.hex(REVIEWS.encode(Review.newBuilder(review).setReviewedMillis(0).build()));
  }

  /** A scored group. */
  static String of(ScoredGroup group) {
    return Sha256.hex(GROUPS.encode(group));
  }

  /** Tokens, log-probabilities, texts and finish reasons of responses, in order. */
  static String of(List<Response> responses) {
    return Sha256.hex(ROLLOUTS.encode(question("", List.of(), "").setResponses(responses).build()));
  }

  /** Question, choices and answer. */
  static String of(String question, List<String> choices, String answer) {
    return Sha256.hex(
        ROLLOUTS.encode(question(question, choices, answer).setResponses(List.of()).build()));
  }

  private static Rollout.Builder question(String question, List<String> choices, String answer) {
    return Rollout.newBuilder()
        .setStep(1)
        .setSlot(0)
        .setPolicyVersion(0)
        .setQuestion(question)
        .setChoices(choices)
        .setAnswer(answer)
        .setWorker("")
        .setSampleMillis(0);
  }
}
