package dev.preceptor.scoring;

import dev.preceptor.schemas.JudgeStatus;
import dev.preceptor.schemas.Judgement;
import dev.preceptor.schemas.Verdict;
import dev.preceptor.schemas.VerdictKind;
import java.util.ArrayList;
import java.util.List;

/**
 * A judge's verdicts on the responses of a group. Always complete: if the judgement is missing,
 * every verdict is {@code unscorable} with the reason.
 *
 * @param judge the judge's name in the recipe
 * @param late whether there was no judgement at the deadline
 * @param isMissing whether there is no usable judgement, for whatever reason
 * @param verdicts one per response
 * @param latencyMillis time the judgement took; 0 if there is none
 */
record JudgeResult(
    String judge, boolean late, boolean isMissing, List<Verdict> verdicts, long latencyMillis) {

  /** Longest reason that is kept, characters: the reason is stored with every response. */
  static final int MAX_WHY_CHARS = 200;

  JudgeResult {
    verdicts = List.copyOf(verdicts);
  }

  /** The result of a judge that missed the deadline. */
  static JudgeResult late(String judge, int responses) {
    return missing(judge, true, responses, "was not in time");
  }

  /**
   * The result of a judge that was not late. A null judgement, or one with the wrong number of
   * verdicts, counts as missing.
   */
  static JudgeResult of(String judge, Judgement judgement, int responses) {
    if (judgement == null) {
      return missing(judge, false, responses, "gave no judgement");
    }
    int given = judgement.getVerdicts().size();
    if (given != responses) {
      return missing(
          judge,
          false,
          responses,
          given < responses
              ? "gave %d verdicts for %d responses".formatted(given, responses)
              : "gave more verdicts than there are responses");
    }
    return new JudgeResult(
        judge,
        false,
        false,
        judgement.getVerdicts().stream().map(JudgeResult::trimmed).toList(),
        judgement.getLatencyMillis());
  }

  private static JudgeResult missing(String judge, boolean late, int responses, String why) {
    List<Verdict> verdicts = new ArrayList<>();
    for (int i = 0; i < responses; i++) {
      verdicts.add(new Verdict(VerdictKind.unscorable, null, null, why));
    }
    return new JudgeResult(judge, late, true, verdicts, 0);
  }

  /**
   * The part of a judgement that scoring needs, bounded in size so that it can be stored with its
   * group. Reasons are cut to {@link #MAX_WHY_CHARS}; of surplus verdicts one is kept, which shows
   * that there were too many.
   */
  static Judgement trimmed(Judgement judgement, int responses) {
    return Judgement.newBuilder()
        .setStep(judgement.getStep())
        .setSlot(judgement.getSlot())
        .setJudge(judgement.getJudge())
        .setJudgeHash("")
        .setLatencyMillis(judgement.getLatencyMillis())
        .setVerdicts(
            judgement.getVerdicts().stream()
                .limit(responses + 1L)
                .map(JudgeResult::trimmed)
                .toList())
        .build();
  }

  private static Verdict trimmed(Verdict verdict) {
    String why = verdict.getWhy();
    if (why.length() <= MAX_WHY_CHARS) {
      return verdict;
    }
    int end = MAX_WHY_CHARS - 1;
    end -= Character.isHighSurrogate(why.charAt(end - 1)) ? 1 : 0;
    return Verdict.newBuilder()
        .setKind(verdict.getKind())
        .setWhy(why.substring(0, end) + "…")
        .build();
  }

  /** The kinds of its verdicts, one per response. */
  List<VerdictKind> votes() {
    return verdicts.stream().map(Verdict::getKind).toList();
  }

  /** Whether it was in time, what it could not judge and how long it took, for the record. */
  JudgeStatus status() {
    int unscorable = (int) votes().stream().filter(VerdictKind.unscorable::equals).count();
    return new JudgeStatus(judge, late, late ? 0 : unscorable, latencyMillis);
  }

  /** Its vote on a response with the reason, as text; for criteria with several judges. */
  String describe(int response) {
    Verdict verdict = verdicts.get(response);
    String vote =
        verdict.getKind() == VerdictKind.unscorable ? "missing" : verdict.getKind().toString();
    return judge + " " + vote + (verdict.getWhy().isEmpty() ? "" : " (" + verdict.getWhy() + ")");
  }
}
