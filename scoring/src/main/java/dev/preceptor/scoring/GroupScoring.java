package dev.preceptor.scoring;

import dev.preceptor.models.InputException;
import dev.preceptor.models.algorithm.Algorithm;
import dev.preceptor.recipe.JudgeKeys;
import dev.preceptor.recipe.MissingVerdict;
import dev.preceptor.recipe.Recipe;
import dev.preceptor.recipe.RewardKeys;
import dev.preceptor.recipe.ScoringKeys;
import dev.preceptor.schemas.Judgement;
import dev.preceptor.schemas.Reward;
import dev.preceptor.schemas.Rollout;
import dev.preceptor.schemas.ScoredGroup;
import dev.preceptor.schemas.ScoredResponse;
import dev.preceptor.schemas.Verdict;
import dev.preceptor.schemas.VerdictKind;
import dev.preceptor.vqa.grading.Grade;
import dev.preceptor.vqa.grading.Graded;
import dev.preceptor.vqa.grading.RewardFunctions;
import dev.preceptor.vqa.grading.RewardParameters;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a group's responses are worth: each criterion's value, their weighted sum, and the advantage
 * within the group.
 *
 * <p>A criterion that cannot be scored for one response is left out for the whole group, since only
 * responses scored alike can be compared; it never counts as zero.
 */
public final class GroupScoring {

  private final List<Criterion> criteria;
  private final Advantages advantages;
  private final int responses;
  private final String completionPrefix;
  private final boolean failOnMissingVerdict;

  /**
   * A scoring.
   *
   * @param criteria what is summed, in this order
   * @param responses how many responses a group has
   * @param completionPrefix the end of the prompt that belongs to the response
   * @param failOnMissingVerdict whether a group fails where a verdict is missing; otherwise the
   *     criterion is left out
   */
  public GroupScoring(
      List<Criterion> criteria,
      Advantages advantages,
      int responses,
      String completionPrefix,
      boolean failOnMissingVerdict) {
    this.criteria = List.copyOf(criteria);
    this.advantages = advantages;
    this.responses = responses;
    this.completionPrefix = completionPrefix;
    this.failOnMissingVerdict = failOnMissingVerdict;
  }

  /**
   * What a recipe asks for.
   *
   * @param completionPrefix the end of the policy's prompt that belongs to the response
   * @throws InputException if a reward does not understand its parameters
   */
  public static GroupScoring of(Recipe recipe, String completionPrefix) {
    ScoringKeys scoring = recipe.scoring();
    Set<String> judges =
        scoring.judges().stream().map(JudgeKeys::name).collect(Collectors.toUnmodifiableSet());
    return new GroupScoring(
        scoring.rewards().stream().map(reward -> criterion(reward, judges)).toList(),
        Algorithm.named(recipe.objective().algorithm())::advantages,
        recipe.sampling().numGenerations(),
        completionPrefix,
        scoring.missingVerdict() == MissingVerdict.FAIL_GROUP);
  }

  private static Criterion criterion(RewardKeys reward, Set<String> judges) {
    return new Criterion(
        reward.name(),
        reward.weight(),
        judges.contains(reward.name())
            ? Optional.empty()
            : Optional.of(
                RewardFunctions.of(new RewardParameters(reward.name(), reward.parameters()))));
  }

  /**
   * One criterion's values for a group.
   *
   * @param grades of each response; none when it is left out
   * @param leftOut why it is left out; empty when it is not
   */
  private record Column(Criterion criterion, List<Grade> grades, String leftOut) {

    Reward reward(int response) {
      boolean scored = leftOut.isEmpty();
      return new Reward(
          criterion.name(),
          criterion.weight(),
          scored ? grades.get(response).value() : null,
          scored ? grades.get(response).why() : "left out: " + leftOut,
          scored ? grades.get(response).check() : criterion.name());
    }
  }

  /**
   * Scores a group.
   *
   * @param judgements by judge
   * @param late judges that did not speak in time
   */
  public ScoredGroup score(Rollout rollout, Map<String, Judgement> judgements, Set<String> late) {
    if (rollout.getResponses().size() != responses) {
      return failed(
          rollout, rollout.getResponses().size() + " responses; num_generations is " + responses);
    }
    if (rollout.getAnswer().length() != 1) {
      return failed(rollout, "the right answer \"" + rollout.getAnswer() + "\" is no letter");
    }
    List<Column> columns = new ArrayList<>();
    try {
      for (Criterion criterion : criteria) {
        columns.add(
            criterion.isJudged()
                ? judged(criterion, rollout, judgements, late)
                : graded(criterion, rollout));
      }
    } catch (InputException e) {
      return failed(rollout, e.getMessage()); // choices or answer that nothing can be graded by
    }
    for (Column column : columns) {
      if (failOnMissingVerdict && !column.leftOut().isEmpty()) {
        return failed(rollout, column.leftOut());
      }
    }
    if (columns.stream().noneMatch(column -> column.leftOut().isEmpty())) {
      return failed(rollout, "no criterion could be scored: " + columns.get(0).leftOut());
    }
    return scored(rollout, columns);
  }

  /** A group that nothing can be learnt from, and why. */
  public ScoredGroup failed(Rollout rollout, String failure) {
    return group(rollout).setFailure(failure).setResponses(List.of()).build();
  }

  private Column graded(Criterion criterion, Rollout rollout) {
    List<Grade> grades = criterion.function().orElseThrow().gradeGroup(responses(rollout));
    for (int i = 0; i < grades.size(); i++) {
      if (!grades.get(i).isScored()) {
        return new Column(
            criterion,
            List.of(),
            "%s could not score response %d: %s"
                .formatted(criterion.name(), i, grades.get(i).why()));
      }
    }
    return new Column(criterion, grades, "");
  }

  private List<Graded> responses(Rollout rollout) {
    return Graded.group(
        rollout.getResponses().stream().map(r -> completionPrefix + r.getText()).toList(),
        rollout.getChoices(),
        rollout.getAnswer().charAt(0),
        rollout.getQuestion(),
        rollout.getThinkingTokens());
  }

  private Column judged(
      Criterion criterion, Rollout rollout, Map<String, Judgement> judgements, Set<String> late) {
    String judge = criterion.name();
    if (late.contains(judge)) {
      return new Column(criterion, List.of(), "judge " + judge + " was not in time");
    }
    List<Verdict> verdicts = judgements.get(judge).getVerdicts();
    if (verdicts.size() != rollout.getResponses().size()) {
      return new Column(
          criterion,
          List.of(),
          "judge %s gave %d verdicts for %d responses"
              .formatted(judge, verdicts.size(), rollout.getResponses().size()));
    }
    List<Grade> grades = new ArrayList<>();
    for (int i = 0; i < verdicts.size(); i++) {
      Verdict verdict = verdicts.get(i);
      if (verdict.getKind() == VerdictKind.unscorable) {
        return new Column(
            criterion,
            List.of(),
            "judge %s could not score response %d: %s".formatted(judge, i, verdict.getWhy()));
      }
      boolean yes = verdict.getKind() == VerdictKind.yes;
      String why = verdict.getWhy().isEmpty() ? "" : ": " + verdict.getWhy();
      grades.add(new Grade(yes ? 1 : 0, "judge " + judge, "judge says " + verdict.getKind() + why));
    }
    return new Column(criterion, grades, "");
  }

  private ScoredGroup scored(Rollout rollout, List<Column> columns) {
    double[] rewards = new double[responses];
    List<List<Reward>> breakdowns = new ArrayList<>();
    for (int i = 0; i < responses; i++) {
      List<Reward> breakdown = new ArrayList<>();
      for (Column column : columns) {
        Reward reward = column.reward(i);
        breakdown.add(reward);
        rewards[i] += reward.getValue() == null ? 0 : reward.getWeight() * reward.getValue();
      }
      breakdowns.add(breakdown);
    }
    double[] advantage = advantages.of(rewards);
    List<ScoredResponse> scored = new ArrayList<>();
    for (int i = 0; i < responses; i++) {
      scored.add(
          new ScoredResponse(
              rollout.getResponses().get(i), breakdowns.get(i), rewards[i], advantage[i]));
    }
    return group(rollout).setResponses(scored).build();
  }

  private static ScoredGroup.Builder group(Rollout rollout) {
    return ScoredGroup.newBuilder()
        .setStep(rollout.getStep())
        .setSlot(rollout.getSlot())
        .setPolicyVersion(rollout.getPolicyVersion())
        .setSampleMillis(rollout.getSampleMillis())
        .setWorker(rollout.getWorker());
  }
}
