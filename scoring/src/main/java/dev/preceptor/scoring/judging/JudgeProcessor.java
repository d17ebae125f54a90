package dev.preceptor.scoring.judging;

import dev.preceptor.schemas.Judgement;
import dev.preceptor.schemas.Response;
import dev.preceptor.schemas.Rollout;
import dev.preceptor.schemas.Verdict;
import dev.preceptor.schemas.VerdictKind;
import dev.preceptor.vqa.judge.Judged;
import dev.preceptor.vqa.judge.SemanticJudge;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.LongSupplier;

/** One judge's word on every response of a group. */
public final class JudgeProcessor {

  private final String judge;
  private final String judgeHash;
  private final String completionPrefix;
  private final SemanticJudge model;
  private final LongSupplier clockMillis;

  /**
   * A processor.
   *
   * @param judge the recipe's name for the judge
   * @param judgeHash of its model and prompt
   * @param completionPrefix the end of the policy's prompt that belongs to the response
   * @param clockMillis a clock, milliseconds
   */
  public JudgeProcessor(
      String judge,
      String judgeHash,
      String completionPrefix,
      SemanticJudge model,
      LongSupplier clockMillis) {
    this.judge = judge;
    this.judgeHash = judgeHash;
    this.completionPrefix = completionPrefix;
    this.model = model;
    this.clockMillis = clockMillis;
  }

  /** Judges a group; nothing for one that could not be sampled. */
  public Optional<Judgement> judge(Rollout rollout) {
    if (rollout.getFailure() != null) {
      return Optional.empty();
    }
    long start = clockMillis.getAsLong();
    List<Verdict> verdicts = new ArrayList<>();
    for (Response response : rollout.getResponses()) {
      verdicts.add(verdict(model.judgeResponse(completionPrefix + response.getText())));
    }
    return Optional.of(
        Judgement.newBuilder()
            .setStep(rollout.getStep())
            .setSlot(rollout.getSlot())
            .setJudge(judge)
            .setJudgeHash(judgeHash)
            .setVerdicts(verdicts)
            .setLatencyMillis(clockMillis.getAsLong() - start)
            .build());
  }

  private static Verdict verdict(Judged judged) {
    return Verdict.newBuilder()
        .setKind(
            switch (judged.ruling()) {
              case YES -> VerdictKind.yes;
              case NO -> VerdictKind.no;
              case UNSCORABLE -> VerdictKind.unscorable;
            })
        .setYesLogprob(logprob(judged.yesLogprob()))
        .setNoLogprob(logprob(judged.noLogprob()))
        .setWhy(judged.why())
        .build();
  }

  private static Float logprob(OptionalDouble logprob) {
    return logprob.isPresent() ? (float) logprob.getAsDouble() : null;
  }
}
