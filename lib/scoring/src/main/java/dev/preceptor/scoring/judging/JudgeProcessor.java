package dev.preceptor.scoring.judging;

import dev.preceptor.schemas.GroupKey;
import dev.preceptor.schemas.Judgement;
import dev.preceptor.schemas.Verdict;
import dev.preceptor.schemas.VerdictKind;
import dev.preceptor.vqa.judge.GroupJudge;
import dev.preceptor.vqa.judge.JudgeFault;
import dev.preceptor.vqa.judge.JudgedStatement;
import dev.preceptor.vqa.judge.Ruling;
import dev.preceptor.vqa.judge.StatementJudge;
import dev.preceptor.vqa.judge.VerdictCache;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.LongSupplier;

/** One judge's word on every response of a group. */
public final class JudgeProcessor {

  private final String judge;
  private final String judgeHash;
  private final String completionPrefix;
  private final StatementJudge asked;
  private final VerdictCache cache;
  private final JudgeTally tally;
  private final LongSupplier clockMillis;

  /**
   * A processor.
   *
   * @param judge the recipe's name for the judge
   * @param judgeHash of what decides its verdicts
   * @param completionPrefix the end of the policy's prompt that belongs to the response
   * @param asked who is asked what the cache does not know
   * @param tally counts what is judged
   * @param clockMillis a clock, milliseconds
   */
  public JudgeProcessor(
      String judge,
      String judgeHash,
      String completionPrefix,
      StatementJudge asked,
      VerdictCache cache,
      JudgeTally tally,
      LongSupplier clockMillis) {
    this.judge = judge;
    this.judgeHash = judgeHash;
    this.completionPrefix = completionPrefix;
    this.asked = asked;
    this.cache = cache;
    this.tally = tally;
    this.clockMillis = clockMillis;
  }

  /**
   * Judges a group.
   *
   * @param responses their texts
   * @return nothing while the judge is away: what it has said is remembered, the rest is to be
   *     asked again
   */
  public Optional<Judgement> judge(GroupKey group, List<String> responses) {
    long start = clockMillis.getAsLong();
    GroupJudge.Verdicts verdicts = new GroupJudge(asked, cache).judge(whole(responses));
    return verdicts.isAway() ? Optional.empty() : Optional.of(judgement(group, verdicts, start));
  }

  /**
   * The word on a group that the judge is not asked about any more. What is known without it stays.
   *
   * @param why the reason
   */
  public Judgement giveUp(GroupKey group, List<String> responses, String why) {
    long start = clockMillis.getAsLong();
    JudgedStatement nothing = JudgedStatement.unscorable(JudgeFault.GIVEN_UP, why);
    StatementJudge silent = statements -> Collections.nCopies(statements.size(), nothing);
    return judgement(group, new GroupJudge(silent, cache).judge(whole(responses)), start);
  }

  private List<String> whole(List<String> responses) {
    return responses.stream().map(response -> completionPrefix + response).toList();
  }

  private Judgement judgement(GroupKey group, GroupJudge.Verdicts verdicts, long startMillis) {
    long latency = clockMillis.getAsLong() - startMillis;
    tally.count(verdicts, latency);
    return Judgement.newBuilder()
        .setStep(group.step())
        .setSlot(group.slot())
        .setJudge(judge)
        .setJudgeHash(judgeHash)
        .setVerdicts(verdicts.verdicts().stream().map(JudgeProcessor::verdict).toList())
        .setLatencyMillis(latency)
        .setCached(verdicts.cached())
        .setAsked(verdicts.asked())
        .build();
  }

  private static Verdict verdict(JudgedStatement judged) {
    return Verdict.newBuilder()
        .setKind(kind(judged.ruling()))
        .setYesLogprob(logprob(judged.yesLogprob()))
        .setNoLogprob(logprob(judged.noLogprob()))
        .setWhy(judged.why())
        .build();
  }

  private static VerdictKind kind(Ruling ruling) {
    return switch (ruling) {
      case YES -> VerdictKind.yes;
      case NO -> VerdictKind.no;
      case UNSCORABLE, AWAY -> VerdictKind.unscorable;
    };
  }

  private static Float logprob(OptionalDouble logprob) {
    return logprob.isPresent() ? (float) logprob.getAsDouble() : null;
  }
}
