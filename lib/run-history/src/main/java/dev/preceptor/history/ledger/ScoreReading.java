package dev.preceptor.history.ledger;

import dev.preceptor.history.ledger.Entry.Flaw;
import dev.preceptor.history.ledger.Violation.Kind;
import dev.preceptor.models.InputException;
import dev.preceptor.recipe.Recipe;
import dev.preceptor.schemas.JudgeStatus;
import dev.preceptor.schemas.Rollout;
import dev.preceptor.schemas.ScoredGroup;
import dev.preceptor.schemas.ScoredResponse;
import dev.preceptor.scoring.Criterion;
import dev.preceptor.scoring.GroupScoring;
import dev.preceptor.vqa.grading.Grade;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Recomputes the scores of a group with the code of reward-service: grades every response again,
 * and recomputes sums and advantages.
 */
final class ScoreReading {

  private final GroupScoring scoring;

  ScoreReading(Recipe recipe) {
    scoring = GroupScoring.of(recipe);
  }

  /**
   * The values of each reward function for the responses, by reward: empty if one of them cannot be
   * graded. An empty map if the answer or the choices cannot be used.
   */
  Map<String, Optional<String>> grades(Rollout rollout) {
    Map<String, Optional<String>> grades = new TreeMap<>();
    if (rollout.getFailure() != null || rollout.getAnswer().length() != 1) {
      return grades;
    }
    try {
      for (var criterion : scoring.criteria()) {
        if (criterion instanceof Criterion.ByFunction graded && graded.function().isRepeatable()) {
          grades.put(criterion.name(), values(scoring.grades(graded, rollout)));
        }
      }
      return grades;
    } catch (InputException e) {
      return Map.of(); // unusable choices or answer
    }
  }

  private static Optional<String> values(List<Grade> grades) {
    return grades.stream().allMatch(Grade::isScored)
        ? Optional.of(grades.stream().map(Grade::value).toList().toString())
        : Optional.empty();
  }

  /** The recorded values by reward; empty if it was left out. */
  static Map<String, Optional<String>> values(ScoredGroup group) {
    Map<String, List<Double>> values = new TreeMap<>();
    for (var response : group.getResponses()) {
      for (var reward : response.getRewards()) {
        values.computeIfAbsent(reward.getName(), name -> new ArrayList<>()).add(reward.getValue());
      }
    }
    Map<String, Optional<String>> texts = new TreeMap<>();
    values.forEach(
        (name, list) ->
            texts.put(
                name,
                list.stream().anyMatch(Objects::nonNull)
                    ? Optional.of(list.toString())
                    : Optional.empty()));
    return texts;
  }

  /** The violations that a scored group shows by itself. */
  List<Flaw> flaws(ScoredGroup group) {
    List<Flaw> flaws = new ArrayList<>();
    checkHearings(group, flaws);
    if (group.getFailure() != null) {
      return List.copyOf(flaws);
    }
    double[] sums = new double[group.getResponses().size()];
    double[] advantages = new double[sums.length];
    for (int i = 0; i < sums.length; i++) {
      var response = group.getResponses().get(i);
      checkCriteria(response, i, flaws);
      sums[i] = GroupScoring.sum(response.getRewards());
      advantages[i] = response.getAdvantage();
      if (response.getReward() != sums[i]) {
        flaws.add(
            altered(
                "has reward %s for response %d, but its parts add up to %s"
                    .formatted(response.getReward(), i, sums[i])));
      }
    }
    double[] due = scoring.advantages(sums);
    if (!Arrays.equals(advantages, due)) {
      flaws.add(
          altered(
              "has advantages %s, but its rewards give %s"
                  .formatted(Arrays.toString(advantages), Arrays.toString(due))));
    }
    return List.copyOf(flaws);
  }

  /** A group lists every judge that it waited for, and a deadline if and only if one was late. */
  private void checkHearings(ScoredGroup group, List<Flaw> flaws) {
    var heard = group.getHearings().stream().map(JudgeStatus::getJudge).toList();
    var due = List.copyOf(new TreeSet<>(scoring.judges()));
    boolean neverWaited = group.getFailure() != null && heard.isEmpty();
    if (!neverWaited && !heard.equals(due)) {
      flaws.add(
          altered("lists the judges %s, but the recipe has it wait for %s".formatted(heard, due)));
    }
    var late = new TreeSet<>(GroupScoring.lateJudges(group));
    if (late.isEmpty() && group.getDeadlineMillis() != null) {
      flaws.add(altered("has a deadline, but no late judge"));
    } else if (!late.isEmpty() && group.getDeadlineMillis() == null) {
      flaws.add(altered("has late judges %s, but no deadline".formatted(late)));
    }
  }

  private void checkCriteria(ScoredResponse response, int number, List<Flaw> flaws) {
    var given =
        response.getRewards().stream()
            .map(reward -> reward.getName() + " times " + reward.getWeight())
            .toList();
    var asked =
        scoring.criteria().stream()
            .map(criterion -> criterion.name() + " times " + criterion.weight())
            .toList();
    if (!given.equals(asked)) {
      flaws.add(
          altered(
              "has rewards %s for response %d, but the recipe has %s"
                  .formatted(given, number, asked)));
    }
  }

  private static Flaw altered(String what) {
    return new Flaw(Kind.ALTERED, what);
  }
}
