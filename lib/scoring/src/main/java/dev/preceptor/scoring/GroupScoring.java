package dev.preceptor.scoring;

import dev.preceptor.models.InputException;
import dev.preceptor.models.algorithm.Algorithm;
import dev.preceptor.recipe.MissingVerdict;
import dev.preceptor.recipe.Quorum;
import dev.preceptor.recipe.Recipe;
import dev.preceptor.recipe.RewardKeys;
import dev.preceptor.recipe.ScoringKeys;
import dev.preceptor.schemas.Hearing;
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
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
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
  private final Set<String> judges;

  /**
   * A scoring.
   *
   * @param criteria what is summed, in this order
   * @param responses how many responses a group has
   * @param completionPrefix the end of the prompt that belongs to the response
   */
  public GroupScoring(
      List<Criterion> criteria, Advantages advantages, int responses, String completionPrefix) {
    this.criteria = List.copyOf(criteria);
    this.advantages = advantages;
    this.responses = responses;
    this.completionPrefix = completionPrefix;
    Set<String> named = new TreeSet<>();
    for (Criterion criterion : criteria) {
      if (criterion instanceof Criterion.ByJudges judged) {
        named.addAll(judged.ballot().judges());
      }
    }
    judges = Set.copyOf(named);
  }

  /**
   * What a recipe asks for.
   *
   * @param completionPrefix the end of the policy's prompt that belongs to the response
   * @throws InputException if a reward does not understand its parameters
   */
  public static GroupScoring of(Recipe recipe, String completionPrefix) {
    ScoringKeys scoring = recipe.scoring();
    return new GroupScoring(
        scoring.rewards().stream().map(reward -> criterion(reward, scoring)).toList(),
        Algorithm.named(recipe.objective().algorithm())::advantages,
        recipe.sampling().numGenerations(),
        completionPrefix);
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
        new Ballot(judges, reward.quorum().orElse(Quorum.MAJORITY)));
  }

  /** What is summed, in this order. */
  public List<Criterion> criteria() {
    return criteria;
  }

  /** The judges that a group is to wait for. */
  public Set<String> judges() {
    return judges;
  }

  /** What of a judgement counts, so that one of any size can wait beside its group. */
  Judgement brief(Judgement judgement) {
    return JudgeResult.brief(judgement, responses);
  }

  /**
   * Scores a group.
   *
   * @param judgements by judge; those of judges that were late, or that no criterion names, do not
   *     count
   * @param late judges that did not speak in time
   */
  public ScoredGroup score(Rollout rollout, Map<String, Judgement> judgements, Set<String> late) {
    if (rollout.getFailure() != null) {
      return failed(rollout, rollout.getFailure());
    }
    Map<String, JudgeResult> testimonies = testimonies(rollout, judgements, late);
    ScoredGroup group = scored(rollout, testimonies);
    group.setHearings(testimonies.values().stream().map(JudgeResult::hearing).toList());
    return group;
  }

  /**
   * Scores a group again as it was decided then: the judges that were late are late again, whatever
   * they said since.
   *
   * @param decided what was written
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
        .filter(Hearing::getLate)
        .map(Hearing::getJudge)
        .collect(Collectors.toUnmodifiableSet());
  }

  /** By judge, sorted. */
  private Map<String, JudgeResult> testimonies(
      Rollout rollout, Map<String, Judgement> judgements, Set<String> late) {
    int count = rollout.getResponses().size();
    Map<String, JudgeResult> testimonies = new TreeMap<>();
    for (String judge : judges) {
      testimonies.put(
          judge,
          late.contains(judge)
              ? JudgeResult.late(judge, count)
              : JudgeResult.of(judge, judgements.get(judge), count));
    }
    return testimonies;
  }

  private ScoredGroup scored(Rollout rollout, Map<String, JudgeResult> testimonies) {
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
            criterion instanceof Criterion.ByJudges judged
                ? judged(judged, testimonies)
                : graded((Criterion.ByFunction) criterion, rollout));
      }
    } catch (InputException e) {
      return failed(rollout, e.getMessage()); // choices or answer that nothing can be graded by
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

  /** A group that nothing can be learnt from, and why. */
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
   * What a reward function gives for each response.
   *
   * @throws InputException if the choices or the answer are such that nothing can be graded
   */
  public List<Grade> grades(Criterion.ByFunction criterion, Rollout rollout) {
    return criterion
        .function()
        .gradeGroup(
            Graded.group(
                rollout.getResponses().stream().map(r -> completionPrefix + r.getText()).toList(),
                rollout.getChoices(),
                rollout.getAnswer().charAt(0),
                rollout.getQuestion(),
                rollout.getThinkingTokens()));
  }

  private Column judged(Criterion.ByJudges criterion, Map<String, JudgeResult> testimonies) {
    Ballot ballot = criterion.ballot();
    List<JudgeResult> heard = ballot.judges().stream().map(testimonies::get).toList();
    Map<String, List<VerdictKind>> votes = new TreeMap<>();
    heard.forEach(testimony -> votes.put(testimony.judge(), testimony.votes()));
    List<OptionalDouble> values = ballot.values(votes, responses);
    List<Grade> grades = new ArrayList<>();
    for (int i = 0; i < responses; i++) {
      if (values.get(i).isEmpty()) {
        return Column.without(criterion, open(ballot, heard, i));
      }
      grades.add(new Grade(values.get(i).getAsDouble(), check(ballot), why(ballot, heard, i)));
    }
    return Column.of(criterion, grades);
  }

  private static String check(Ballot ballot) {
    return ballot.isAlone()
        ? "judge " + ballot.judges().get(0)
        : ballot.quorum().name().toLowerCase(Locale.ROOT)
            + " of "
            + String.join(", ", ballot.judges());
  }

  private static String why(Ballot ballot, List<JudgeResult> heard, int response) {
    if (ballot.isAlone()) {
      Verdict verdict = heard.get(0).verdicts().get(response);
      String why = verdict.getWhy().isEmpty() ? "" : ": " + verdict.getWhy();
      return "judge says " + verdict.getKind() + why;
    }
    return heard.stream().map(one -> one.word(response)).collect(Collectors.joining(", "));
  }

  /** Why a value is open. */
  private static String open(Ballot ballot, List<JudgeResult> heard, int response) {
    if (!ballot.isAlone()) {
      return "%s is open for response %d: %s"
          .formatted(check(ballot), response, why(ballot, heard, response));
    }
    JudgeResult only = heard.get(0);
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
    List<ScoredResponse> scored = new ArrayList<>();
    for (int i = 0; i < responses; i++) {
      scored.add(
          new ScoredResponse(
              rollout.getResponses().get(i), breakdowns.get(i), rewards[i], advantage[i]));
    }
    return group(rollout).setResponses(scored).build();
  }

  /**
   * The weighted sum of a response's criteria. One that is left out adds nothing, so the sum is bit
   * for bit that of a recipe without it.
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

  /** The advantage of each of a group's responses. */
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
