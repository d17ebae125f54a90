package dev.preceptor.history.review;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * How far clinicians agree with model judges and with each other.
 *
 * @param criterion that the texts were judged by
 * @param texts responses and answers with a review
 * @param reviews that count, by reviewer
 * @param rules reviews that count, by the rule that chose their texts
 * @param blinded reviews that count and were given blinded
 * @param judges the clinicians' verdict against each judge of the run
 * @param reviewers pairs of reviewers against each other
 */
public record AgreementReport(
    @JsonProperty("run") String run,
    @JsonProperty("criterion") String criterion,
    @JsonProperty("texts") int texts,
    @JsonProperty("reviews") Map<String, Integer> reviews,
    @JsonProperty("rules") Map<String, Integer> rules,
    @JsonProperty("blinded") int blinded,
    @JsonProperty("judges") List<ByJudge> judges,
    @JsonProperty("reviewers") List<Between> reviewers) {

  public AgreementReport {
    judges = List.copyOf(judges);
    reviewers = List.copyOf(reviewers);
  }

  /**
   * A judge.
   *
   * @param types the same by type of question, without those that were not asked
   */
  public record ByJudge(
      @JsonProperty("judge") String judge,
      @JsonProperty("all") PairAgreement all,
      @JsonProperty("question_types") Map<String, PairAgreement> types) {}

  /** Two reviewers. */
  public record Between(
      @JsonProperty("first") String first,
      @JsonProperty("second") String second,
      @JsonProperty("all") PairAgreement all) {}

  /** As text. */
  public String text() {
    StringBuilder out = new StringBuilder();
    out.append("run %s: %,d texts reviewed by criterion %s\n".formatted(run, texts, criterion));
    reviews.forEach((reviewer, n) -> row(out, reviewer, "%,d reviews".formatted(n)));
    rules.forEach(
        (rule, n) ->
            row(out, "chosen", "%,d %s".formatted(n, rule.isEmpty() ? "by no rule" : rule)));
    row(out, "blinded", "%,d".formatted(blinded));
    for (ByJudge judge : judges) {
      out.append("\n  clinicians and judge %s\n".formatted(judge.judge()));
      pair(out, "all", judge.all());
      judge.types().forEach((type, pair) -> pair(out, type, pair));
    }
    for (Between pair : reviewers) {
      out.append("\n  %s and %s\n".formatted(pair.first(), pair.second()));
      pair(out, "all", pair.all());
    }
    if (texts == 0) {
      out.append("  nobody has reviewed anything yet; see preceptor console %s\n".formatted(run));
    } else if (judges.isEmpty()) {
      out.append("  no judge of the run has judged these texts\n");
    }
    return out.toString().stripTrailing();
  }

  private static void row(StringBuilder out, String what, String value) {
    out.append("  %-24s %s\n".formatted(what, value));
  }

  private static void pair(StringBuilder out, String what, PairAgreement of) {
    row(
        out,
        "  " + what,
        "kappa %s  agree %s  n %,d in %,d groups  yes/yes %,d  yes/no %,d  no/yes %,d  no/no %,d  undecided %,d  unscorable %,d"
            .formatted(
                kappa(of),
                of.agreement() == null ? "-" : number(100 * of.agreement(), 1) + " %",
                of.n(),
                of.groups(),
                of.yesYes(),
                of.yesNo(),
                of.noYes(),
                of.noNo(),
                of.undecided(),
                of.unscorable()));
  }

  private static String kappa(PairAgreement of) {
    if (of.kappa() == null) {
      return "-";
    }
    return of.low() == null
        ? number(of.kappa(), 2)
        : "%s (%s to %s)"
            .formatted(number(of.kappa(), 2), number(of.low(), 2), number(of.high(), 2));
  }

  private static String number(double value, int digits) {
    return String.format(Locale.ROOT, "%." + digits + "f", value);
  }
}
