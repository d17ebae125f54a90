package dev.preceptor.scoring;

import dev.preceptor.schemas.JudgeStatus;
import dev.preceptor.schemas.Judgement;
import dev.preceptor.schemas.Verdict;
import dev.preceptor.schemas.VerdictKind;
import java.util.ArrayList;
import java.util.List;

/**
 * What a judge says of the responses of a group, in a form that is complete: where it is missing
 * every verdict is an unscorable one that says why.
 *
 * @param judge its name
 * @param late whether it had not spoken when the deadline struck
 * @param isMissing whether it gave no verdict on each response, for whatever reason
 * @param verdicts one a response
 * @param latencyMillis what it took; 0 where it did not speak
 */
record JudgeResult(
    String judge, boolean late, boolean isMissing, List<Verdict> verdicts, long latencyMillis) {

  /** Longest reason of a judge that is passed on: it stands in the breakdown of every response. */
  static final int MAX_WHY_CHARS = 200;

  JudgeResult {
    verdicts = List.copyOf(verdicts);
  }

  /** Of a judge that was late. */
  static JudgeResult late(String judge, int responses) {
    return missing(judge, true, responses, "was not in time");
  }

  /** Of a judge that has spoken, or of one that is said to have but did not. */
  static JudgeResult of(String judge, Judgement judgement, int responses) {
    if (judgement == null) {
      return missing(judge, false, responses, "has not spoken");
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
        judgement.getVerdicts().stream().map(JudgeResult::brief).toList(),
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
   * A judgement without what scoring has no use for, so that one of any size can wait in a store
   * beside its group: reasons are cut short and verdicts beyond the responses dropped but one.
   */
  static Judgement brief(Judgement judgement, int responses) {
    return Judgement.newBuilder()
        .setStep(judgement.getStep())
        .setSlot(judgement.getSlot())
        .setJudge(judgement.getJudge())
        .setJudgeHash("")
        .setLatencyMillis(judgement.getLatencyMillis())
        .setVerdicts(
            judgement.getVerdicts().stream().limit(responses + 1L).map(JudgeResult::brief).toList())
        .build();
  }

  private static Verdict brief(Verdict verdict) {
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

  /** Its votes. */
  List<VerdictKind> votes() {
    return verdicts.stream().map(Verdict::getKind).toList();
  }

  /** Whether it was in time, what it could not judge and how long it took, for the record. */
  JudgeStatus status() {
    int unscorable = (int) votes().stream().filter(VerdictKind.unscorable::equals).count();
    return new JudgeStatus(judge, late, late ? 0 : unscorable, latencyMillis);
  }

  /** Its vote on a response with its reason, as one of several. */
  String word(int response) {
    Verdict verdict = verdicts.get(response);
    String vote =
        verdict.getKind() == VerdictKind.unscorable ? "missing" : verdict.getKind().toString();
    return judge + " " + vote + (verdict.getWhy().isEmpty() ? "" : " (" + verdict.getWhy() + ")");
  }
}
