package dev.preceptor.scoring;

import dev.preceptor.models.InputException;
import dev.preceptor.models.algorithm.Algorithm;
import dev.preceptor.recipe.MissingVerdict;
import dev.preceptor.recipe.Quorum;
import dev.preceptor.recipe.Recipe;
import dev.preceptor.recipe.RewardKeys;
import dev.preceptor.recipe.ScoringKeys;
import dev.preceptor.schemas.JudgeStatus;
import dev.preceptor.schemas.Judgement;
import dev.preceptor.schemas.Response;
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
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Scores a group of responses: the value of each criterion, their weighted sum (the reward), and
 * the advantage within the group.
 *
 * <p>A criterion that cannot be scored for one response is left out for the whole group, because
 * only responses scored by the same criteria can be compared; it never counts as zero.
 */
public final class GroupScoring {

  private final List<Criterion> criteria;
  private final Advantages advantages;
  private final int responses;
  private final Set<String> judges;

  /**
   * Creates a scoring.
   *
   * @param criteria the terms of the reward, summed in this order
   * @param responses number of responses in a group
   */
  public GroupScoring(List<Criterion> criteria, Advantages advantages, int responses) {
    this.criteria = List.copyOf(criteria);
    this.advantages = advantages;
    this.responses = responses;
    Set<String> named = new TreeSet<>();
    for (Criterion criterion : criteria) {
      if (criterion instanceof Criterion.ByJudges judged) {
        named.addAll(judged.rule().judges());
      }
    }
    judges = Set.copyOf(named);
  }

  /**
   * The scoring that a recipe configures.
   *
   * @throws InputException if a reward has an unknown or invalid parameter
   */
  public static GroupScoring of(Recipe recipe) {
    ScoringKeys scoring = recipe.scoring();
    return new GroupScoring(
        scoring.rewards().stream().map(reward -> criterion(reward, scoring)).toList(),
        Algorithm.named(recipe.objective().algorithm())::advantages,
        recipe.sampling().numGenerations());
  }

  private static Criterion criterion(RewardKeys reward, ScoringKeys scoring) {
    List<String> judges = scoring.judgesOf(reward);
    MissingVerdict missing = scoring.missingOf(reward);
    RewardParameters parameters = new RewardParameters(reward.name(), reward.parameters());
    if (judges.isEmpty()) {
      return new Criterion.ByFunction(
          reward.name(), reward.weight(), missing, RewardFunctions.of(parameters));
    }
    parameters.refuseUnknown(List.of("judges", "quorum", "missing"));
    return new Criterion.ByJudges(
        reward.name(),
        reward.weight(),
        missing,
        new VotingRule(judges, reward.quorum().orElse(Quorum.MAJORITY)));
  }

  /** The terms of the reward, in the order in which they are summed. */
  public List<Criterion> criteria() {
    return criteria;
  }

  /** The judges that a group waits for. */
  public Set<String> judges() {
    return judges;
  }

  /**
   * The part of a judgement that scoring needs, bounded in size so that it can be stored with its
   * group.
   */
  Judgement trimmed(Judgement judgement) {
    return JudgeResult.trimmed(judgement, responses);
  }

  /**
   * Scores a group; a rollout that failed, or that cannot be graded, gives a failed group.
   *
   * @param judgements by judge; judgements of late judges, or of judges that no criterion names,
   *     are ignored
   * @param late judges without a judgement at the deadline
   */
  public ScoredGroup score(Rollout rollout, Map<String, Judgement> judgements, Set<String> late) {
    if (rollout.getFailure() != null) {
      return failed(rollout, rollout.getFailure());
    }
    Map<String, JudgeResult> results = results(rollout, judgements, late);
    ScoredGroup group = scored(rollout, results);
    group.setHearings(results.values().stream().map(JudgeResult::status).toList());
    return group;
  }

  /**
   * Scores a group again under the original conditions: judges that were late then count as late
   * again, even if their judgement is known now.
   *
   * @param decided the scored group as it was written
   */
  public ScoredGroup repeat(
      ScoredGroup decided, Rollout rollout, Map<String, Judgement> judgements) {
    ScoredGroup group = score(rollout, judgements, lateJudges(decided));
    group.setDeadlineMillis(decided.getDeadlineMillis());
    return group;
  }

  /** The judges that were late for a group. */
  public static Set<String> lateJudges(ScoredGroup group) {
    return group.getHearings().stream()
        .filter(JudgeStatus::getLate)
        .map(JudgeStatus::getJudge)
        .collect(Collectors.toUnmodifiableSet());
  }

  /** By judge, sorted. */
  private Map<String, JudgeResult> results(
      Rollout rollout, Map<String, Judgement> judgements, Set<String> late) {
    int count = rollout.getResponses().size();
    Map<String, JudgeResult> results = new TreeMap<>();
    for (String judge : judges) {
      results.put(
          judge,
          late.contains(judge)
              ? JudgeResult.late(judge, count)
              : JudgeResult.of(judge, judgements.get(judge), count));
    }
    return results;
  }

  private ScoredGroup scored(Rollout rollout, Map<String, JudgeResult> results) {
    if (rollout.getResponses().size() != responses) {
      return failed(
          rollout, rollout.getResponses().size() + " responses; num_generations is " + responses);
    }
    if (rollout.getAnswer().length() != 1) {
      return failed(rollout, "the right answer \"" + rollout.getAnswer() + "\" is not a letter");
    }
    List<Column> columns = new ArrayList<>();
    try {
      for (Criterion criterion : criteria) {
        columns.add(
            criterion instanceof Criterion.ByJudges judged
                ? judged(judged, results)
                : graded((Criterion.ByFunction) criterion, rollout));
      }
    } catch (InputException e) {
      return failed(rollout, e.getMessage()); // the choices or the answer cannot be graded against
    }
    for (Column column : columns) {
      if (!column.isScored() && column.criterion().missing() == MissingVerdict.FAIL_GROUP) {
        return failed(rollout, column.leftOut());
      }
    }
    if (columns.stream().noneMatch(Column::isScored)) {
      return failed(rollout, "no criterion could be scored: " + columns.get(0).leftOut());
    }
    return summed(rollout, columns);
  }

  /** A group without scores, and the reason. */
  public ScoredGroup failed(Rollout rollout, String failure) {
    return group(rollout).setFailure(failure).setResponses(List.of()).build();
  }

  private Column graded(Criterion.ByFunction criterion, Rollout rollout) {
    List<Grade> grades = grades(criterion, rollout);
    for (int i = 0; i < grades.size(); i++) {
      if (!grades.get(i).isScored()) {
        return Column.without(
            criterion,
            "%s could not score response %d: %s"
                .formatted(criterion.name(), i, grades.get(i).why()));
      }
    }
    return Column.of(criterion, grades);
  }

  /**
   * A reward function's grade for each response. A function that throws, as one does that returns
   * NaN or infinity, or that returns another number of grades, has not scored any of them.
   *
   * @throws InputException if the choices or the answer cannot be graded against
   */
  public List<Grade> grades(Criterion.ByFunction criterion, Rollout rollout) {
    List<Graded> graded =
        Graded.group(
            rollout.getResponses().stream().map(Response::getText).toList(),
            rollout.getChoices(),
            rollout.getAnswer().charAt(0),
            rollout.getQuestion(),
            rollout.getThinkingTokens());
    try {
      List<Grade> grades = criterion.function().gradeGroup(graded);
      return grades.size() == graded.size()
          ? grades
          : unscorable(
              criterion,
              graded,
              "it returned %d grades for %d responses".formatted(grades.size(), graded.size()));
    } catch (InputException e) {
      throw e;
    } catch (RuntimeException e) {
      return unscorable(criterion, graded, "it threw " + e);
    }
  }

  private static List<Grade> unscorable(
      Criterion.ByFunction criterion, List<Graded> graded, String why) {
    return Collections.nCopies(graded.size(), Grade.unscorable(criterion.name(), why));
  }

  private Column judged(Criterion.ByJudges criterion, Map<String, JudgeResult> byJudge) {
    VotingRule rule = criterion.rule();
    List<JudgeResult> results = rule.judges().stream().map(byJudge::get).toList();
    Map<String, List<VerdictKind>> votes = new TreeMap<>();
    results.forEach(result -> votes.put(result.judge(), result.votes()));
    List<OptionalDouble> values = rule.values(votes, responses);
    List<Grade> grades = new ArrayList<>();
    for (int i = 0; i < responses; i++) {
      if (values.get(i).isEmpty()) {
        return Column.without(criterion, undecided(rule, results, i));
      }
      grades.add(new Grade(values.get(i).getAsDouble(), check(rule), why(rule, results, i)));
    }
    return Column.of(criterion, grades);
  }

  private static String check(VotingRule rule) {
    return rule.hasOneJudge()
        ? "judge " + rule.judges().get(0)
        : rule.quorum().name().toLowerCase(Locale.ROOT) + " of " + String.join(", ", rule.judges());
  }

  private static String why(VotingRule rule, List<JudgeResult> results, int response) {
    if (rule.hasOneJudge()) {
      Verdict verdict = results.get(0).verdicts().get(response);
      String why = verdict.getWhy().isEmpty() ? "" : ": " + verdict.getWhy();
      return "judge says " + verdict.getKind() + why;
    }
    return results.stream()
        .map(result -> result.describe(response))
        .collect(Collectors.joining(", "));
  }

  /** Why a value is undecided. */
  private static String undecided(VotingRule rule, List<JudgeResult> results, int response) {
    if (!rule.hasOneJudge()) {
      return "%s is undecided for response %d: %s"
          .formatted(check(rule), response, why(rule, results, response));
    }
    JudgeResult only = results.get(0);
    String why = only.verdicts().get(response).getWhy();
    return only.isMissing()
        ? "judge %s %s".formatted(only.judge(), why)
        : "judge %s could not score response %d: %s".formatted(only.judge(), response, why);
  }

  private ScoredGroup summed(Rollout rollout, List<Column> columns) {
    double[] rewards = new double[responses];
    List<List<Reward>> breakdowns = new ArrayList<>();
    for (int i = 0; i < responses; i++) {
      List<Reward> breakdown = new ArrayList<>();
      for (Column column : columns) {
        breakdown.add(column.reward(i));
      }
      breakdowns.add(breakdown);
      rewards[i] = sum(breakdown);
    }
    double[] advantage = advantages.of(rewards);
    for (int i = 0; i < responses; i++) {
      if (!Double.isFinite(rewards[i]) || !Double.isFinite(advantage[i])) {
        return failed(
            rollout,
            "response %d has the reward %s and the advantage %s, which are not both finite; lower the weights of the rewards"
                .formatted(i, rewards[i], advantage[i]));
      }
    }
    List<ScoredResponse> scored = new ArrayList<>();
    for (int i = 0; i < responses; i++) {
      scored.add(
          new ScoredResponse(
              rollout.getResponses().get(i), breakdowns.get(i), rewards[i], advantage[i]));
    }
    return group(rollout).setResponses(scored).build();
  }

  /**
   * The weighted sum of a response's criteria. A criterion that is left out adds nothing, so the
   * sum is bit for bit that of a recipe without it.
   */
  public static double sum(List<Reward> breakdown) {
    double sum = 0;
    for (Reward reward : breakdown) {
      if (reward.getValue() != null) {
        sum += reward.getWeight() * reward.getValue();
      }
    }
    return sum;
  }

  /** The advantages of a group's rewards. [responses] */
  public double[] advantages(double[] rewards) {
    return advantages.of(rewards);
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
