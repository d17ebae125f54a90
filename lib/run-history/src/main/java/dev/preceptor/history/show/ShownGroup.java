package dev.preceptor.history.show;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.preceptor.schemas.GroupKey;
import dev.preceptor.schemas.Judgement;
import dev.preceptor.schemas.Response;
import dev.preceptor.schemas.Reward;
import dev.preceptor.schemas.Rollout;
import dev.preceptor.schemas.ScoredGroup;
import dev.preceptor.schemas.ScoredResponse;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A group as printed by {@code preceptor show}.
 *
 * @param group step-slot
 * @param state issued, sampled, scored or failed
 * @param failure why it failed, else null
 * @param policyVersion the version that answered
 * @param choices choices by letter
 * @param answer letter of the correct choice
 */
public record ShownGroup(
    @JsonProperty("group") String group,
    @JsonProperty("state") String state,
    @JsonProperty("failure") String failure,
    @JsonProperty("policy_version") Integer policyVersion,
    @JsonProperty("question") String question,
    @JsonProperty("choices") Map<String, String> choices,
    @JsonProperty("answer") String answer,
    @JsonProperty("worker") String worker,
    @JsonProperty("responses") List<Shown> responses) {

  /**
   * A response.
   *
   * @param finish stop or length
   * @param tokens number of tokens
   * @param thinkingTokens number of thinking tokens; null if not counted
   * @param reward weighted sum; null if not scored
   * @param verdicts verdicts of all judges, including those that were late or decide no reward
   */
  record Shown(
      @JsonProperty("text") String text,
      @JsonProperty("finish") String finish,
      @JsonProperty("tokens") int tokens,
      @JsonProperty("thinking_tokens") Integer thinkingTokens,
      @JsonProperty("reward") Double reward,
      @JsonProperty("advantage") Double advantage,
      @JsonProperty("rewards") List<Term> rewards,
      @JsonProperty("judges") List<ShownVerdict> verdicts) {}

  /**
   * One term of a reward.
   *
   * @param value unweighted value; null if the criterion was left out for the group
   * @param check the check or judge that decided
   */
  record Term(
      @JsonProperty("name") String name,
      @JsonProperty("value") Double value,
      @JsonProperty("weight") double weight,
      @JsonProperty("check") String check,
      @JsonProperty("why") String why) {

    public static Term of(Reward reward) {
      return new Term(
          reward.getName(),
          reward.getValue(),
          reward.getWeight(),
          reward.getCheck(),
          reward.getWhy());
    }
  }

  public static ShownGroup of(
      GroupKey group,
      Optional<Rollout> rollout,
      Map<String, Judgement> judgements,
      Optional<ScoredGroup> score) {
    String failure =
        score.map(ScoredGroup::getFailure).or(() -> rollout.map(Rollout::getFailure)).orElse(null);
    String state =
        failure != null
            ? "failed"
            : score.isPresent() ? "scored" : rollout.isPresent() ? "sampled" : "issued";
    return new ShownGroup(
        group.toString(),
        state,
        failure,
        rollout.map(Rollout::getPolicyVersion).orElse(null),
        rollout.map(Rollout::getQuestion).orElse(""),
        rollout.map(r -> byLetter(r.getChoices())).orElse(Map.of()),
        rollout.map(Rollout::getAnswer).orElse(""),
        rollout.map(Rollout::getWorker).orElse(""),
        responses(rollout, judgements, score));
  }

  private static Map<String, String> byLetter(List<String> choices) {
    Map<String, String> byLetter = new LinkedHashMap<>();
    for (String choice : choices) {
      byLetter.put(String.valueOf((char) ('A' + byLetter.size())), choice);
    }
    return byLetter;
  }

  private static List<Shown> responses(
      Optional<Rollout> rollout, Map<String, Judgement> judgements, Optional<ScoredGroup> score) {
    List<ScoredResponse> scored = score.map(ScoredGroup::getResponses).orElse(List.of());
    List<Response> sampled =
        rollout
            .map(Rollout::getResponses)
            .orElse(scored.stream().map(ScoredResponse::getResponse).toList());
    List<Integer> thinking = rollout.map(Rollout::getThinkingTokens).orElse(List.of());
    List<Shown> shown = new ArrayList<>();
    for (int i = 0; i < sampled.size(); i++) {
      Optional<ScoredResponse> own =
          i < scored.size() ? Optional.of(scored.get(i)) : Optional.empty();
      shown.add(
          new Shown(
              sampled.get(i).getText(),
              sampled.get(i).getFinish().toString(),
              sampled.get(i).getTokenIds().size(),
              i < thinking.size() ? thinking.get(i) : null,
              own.map(ScoredResponse::getReward).orElse(null),
              own.map(ScoredResponse::getAdvantage).orElse(null),
              own.map(r -> r.getRewards().stream().map(Term::of).toList()).orElse(List.of()),
              ShownVerdict.of(judgements, score, i)));
    }
    return shown;
  }

  /** As text. */
  public String text() {
    StringBuilder out = new StringBuilder();
    out.append("group %s, %s".formatted(group, state));
    if (policyVersion != null) {
      out.append(", policy version %d, by %s".formatted(policyVersion, worker));
    }
    out.append('\n');
    if (failure != null) {
      out.append("failed: ").append(failure).append('\n');
    }
    if (!question.isEmpty()) {
      out.append('\n').append(question).append('\n');
      choices.forEach(
          (letter, choice) ->
              out.append(
                  "%s %s: %s\n".formatted(letter.equals(answer) ? "→" : " ", letter, choice)));
    }
    for (int i = 0; i < responses.size(); i++) {
      append(out, i, responses.get(i));
    }
    return out.toString().stripTrailing();
  }

  private static void append(StringBuilder out, int number, Shown response) {
    out.append("\n── response %d: %d tokens".formatted(number, response.tokens()));
    if (response.thinkingTokens() != null) {
      out.append(", %d of them thinking".formatted(response.thinkingTokens()));
    }
    if (response.reward() != null) {
      out.append(
          ", reward %.4g, advantage %+.4g".formatted(response.reward(), response.advantage()));
    }
    out.append('\n').append(printable(response.text())).append('\n');
    for (Term term : response.rewards()) {
      String value = term.value() == null ? "-" : "%.4g".formatted(term.value());
      out.append(
          "   %s %s x %s, %s: %s\n"
              .formatted(term.name(), value, term.weight(), term.check(), printable(term.why())));
    }
    for (ShownVerdict verdict : response.verdicts()) {
      out.append("   ").append(printable(verdict.text())).append('\n');
    }
  }

  /** The text without terminal control characters. */
  private static String printable(String text) {
    StringBuilder safe = new StringBuilder(text.length());
    text.codePoints()
        .forEach(
            c ->
                safe.appendCodePoint(
                    Character.isISOControl(c) && c != '\n' && c != '\t' ? '·' : c));
    return safe.toString();
  }
}
