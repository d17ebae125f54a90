package dev.preceptor.history.show;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.preceptor.schemas.Judgement;
import dev.preceptor.schemas.ScoredGroup;
import dev.preceptor.schemas.Verdict;
import dev.preceptor.scoring.GroupScoring;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * A judge's verdict on a response.
 *
 * @param verdict yes, no or unscorable; null if there is none
 * @param late whether the judge missed the deadline, so that the verdict does not count
 * @param yesLogprob log-probability of " Yes", if known
 */
record ShownVerdict(
    @JsonProperty("judge") String judge,
    @JsonProperty("verdict") String verdict,
    @JsonProperty("late") boolean late,
    @JsonProperty("yes_logprob") Float yesLogprob,
    @JsonProperty("no_logprob") Float noLogprob,
    @JsonProperty("why") String why) {

  /**
   * The verdicts of all judges on a response.
   *
   * @param judgements by judge
   * @param response index of the response
   */
  static List<ShownVerdict> of(
      Map<String, Judgement> judgements, Optional<ScoredGroup> score, int response) {
    Set<String> late = score.map(GroupScoring::lateJudges).orElse(Set.of());
    Set<String> judges = new TreeSet<>(judgements.keySet());
    judges.addAll(late);
    List<ShownVerdict> shown = new ArrayList<>();
    for (String judge : judges) {
      List<Verdict> verdicts =
          judgements.containsKey(judge) ? judgements.get(judge).getVerdicts() : List.of();
      shown.add(
          response < verdicts.size()
              ? of(judge, late.contains(judge), verdicts.get(response))
              : new ShownVerdict(judge, null, late.contains(judge), null, null, "no verdict yet"));
    }
    return shown;
  }

  private static ShownVerdict of(String judge, boolean late, Verdict verdict) {
    return new ShownVerdict(
        judge,
        verdict.getKind().toString(),
        late,
        verdict.getYesLogprob(),
        verdict.getNoLogprob(),
        verdict.getWhy());
  }

  /** As text. */
  String text() {
    StringBuilder text = new StringBuilder("judge " + judge + ": ");
    text.append(verdict == null ? why : verdict);
    if (yesLogprob != null && noLogprob != null) {
      text.append(" (Yes %.2f, No %.2f)".formatted(yesLogprob, noLogprob));
    }
    if (verdict != null && !why.isEmpty()) {
      text.append(", ").append(why);
    }
    return text.append(late ? ", too late to count" : "").toString();
  }
}
