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

/** Asks one judge about every response of a group. */
public final class JudgeProcessor {

  private final String judge;
  private final String judgeHash;
  private final StatementJudge statementJudge;
  private final VerdictCache cache;
  private final JudgeTally tally;
  private final LongSupplier clockMillis;

  /**
   * Creates a processor.
   *
   * @param judge the judge's name in the recipe
   * @param judgeHash SHA-256 of everything that determines its verdicts, see {@link
   *     LoadedJudge#sha256}
   * @param statementJudge judges the statements that are not in the cache
   * @param tally counts groups, verdicts and cache hits
   * @param clockMillis a clock, in milliseconds
   */
  public JudgeProcessor(
      String judge,
      String judgeHash,
      StatementJudge statementJudge,
      VerdictCache cache,
      JudgeTally tally,
      LongSupplier clockMillis) {
    this.judge = judge;
    this.judgeHash = judgeHash;
    this.statementJudge = statementJudge;
    this.cache = cache;
    this.tally = tally;
    this.clockMillis = clockMillis;
  }

  /**
   * Judges a group.
   *
   * @param responses the whole responses, including what their prompt opened
   * @return empty if the judge is unavailable; verdicts it already gave are in the cache, and the
   *     call is to be repeated
   */
  public Optional<Judgement> judge(GroupKey group, List<String> responses) {
    long start = clockMillis.getAsLong();
    GroupJudge.Verdicts verdicts = new GroupJudge(statementJudge, cache).judge(responses);
    return verdicts.isAway() ? Optional.empty() : Optional.of(judgement(group, verdicts, start));
  }

  /**
   * The judgement of a group that the judge will not be asked about any more: cached verdicts and
   * those that need no judge are kept, all others are unscorable.
   *
   * @param why the reason for the unscorable verdicts
   */
  public Judgement giveUp(GroupKey group, List<String> responses, String why) {
    long start = clockMillis.getAsLong();
    JudgedStatement nothing = JudgedStatement.unscorable(JudgeFault.GIVEN_UP, why);
    StatementJudge none = statements -> Collections.nCopies(statements.size(), nothing);
    return judgement(group, new GroupJudge(none, cache).judge(responses), start);
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
