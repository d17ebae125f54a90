package dev.preceptor.scoring;

import dev.preceptor.recipe.JudgeKeys;
import dev.preceptor.recipe.Recipe;
import dev.preceptor.recipe.ScoringKeys;
import dev.preceptor.schemas.GroupKey;
import dev.preceptor.schemas.Judgement;
import dev.preceptor.schemas.Rollout;
import dev.preceptor.schemas.ScoredGroup;
import dev.preceptor.scoring.GroupState.Waiting;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The life of a group from its rollout to its score: old state + event → new state + maybe an
 * output. A group leaves exactly once: when every judge has spoken, or at its deadline, or at once
 * when there is nothing to judge.
 */
public final class RewardAssembly {

  private final GroupScoring scoring;
  private final Set<String> judges;
  private final long deadlineMillis;

  /**
   * An assembly.
   *
   * @param judges who is to speak of each group
   * @param deadlineMillis how long a group waits for them
   */
  public RewardAssembly(GroupScoring scoring, Set<String> judges, long deadlineMillis) {
    this.scoring = scoring;
    this.judges = Set.copyOf(judges);
    this.deadlineMillis = deadlineMillis;
  }

  /**
   * What a recipe asks for.
   *
   * @param completionPrefix the end of the policy's prompt that belongs to the response
   * @throws dev.preceptor.models.InputException if a reward does not understand its parameters
   */
  public static RewardAssembly of(Recipe recipe, String completionPrefix) {
    ScoringKeys scoring = recipe.scoring();
    Set<String> judges =
        scoring.judges().stream().map(JudgeKeys::name).collect(Collectors.toUnmodifiableSet());
    return new RewardAssembly(
        GroupScoring.of(recipe, completionPrefix),
        judges,
        Duration.ofSeconds(scoring.judgeDeadlineSeconds()).toMillis());
  }

  /** Whether groups wait at all. */
  public boolean waitsForJudges() {
    return !judges.isEmpty();
  }

  /** The responses are there, or the reason why there are none. */
  public Transition sampled(GroupState state, Rollout rollout, long nowMillis) {
    if (!(state instanceof Waiting waiting) || waiting.rollout().isPresent()) {
      return Transition.stay(state);
    }
    if (rollout.getFailure() != null) {
      return Transition.leave(scoring.failed(rollout, rollout.getFailure()));
    }
    return leaveIfComplete(waiting.with(rollout, nowMillis + deadlineMillis));
  }

  /** A judge has spoken. Its first word counts; judges that the recipe does not name do not. */
  public Transition judged(GroupState state, Judgement judgement) {
    if (!(state instanceof Waiting waiting)
        || !judges.contains(judgement.getJudge())
        || waiting.judgements().containsKey(judgement.getJudge())) {
      return Transition.stay(state);
    }
    return leaveIfComplete(waiting.with(judgement));
  }

  /** Time has passed. */
  public Transition tick(GroupState state, long nowMillis) {
    if (state instanceof Waiting waiting
        && waiting.deadlineMillis().isPresent()
        && waiting.deadlineMillis().getAsLong() <= nowMillis) {
      return Transition.leave(score(waiting));
    }
    return Transition.stay(state);
  }

  /** The group's rollout exists but cannot be read. */
  public Transition unreadable(GroupState state, GroupKey key, String why) {
    if (!(state instanceof Waiting waiting) || waiting.rollout().isPresent()) {
      return Transition.stay(state);
    }
    Rollout nothing =
        Rollout.newBuilder()
            .setStep(key.step())
            .setSlot(key.slot())
            .setPolicyVersion(0)
            .setQuestion("")
            .setChoices(List.of())
            .setAnswer("")
            .setResponses(List.of())
            .setWorker("")
            .setSampleMillis(0)
            .build();
    return Transition.leave(scoring.failed(nothing, "rollout could not be read: " + why));
  }

  private Transition leaveIfComplete(Waiting waiting) {
    return waiting.rollout().isPresent() && waiting.judgements().keySet().containsAll(judges)
        ? Transition.leave(score(waiting))
        : Transition.stay(waiting);
  }

  private ScoredGroup score(Waiting waiting) {
    Set<String> late = new TreeSet<>(judges);
    late.removeAll(waiting.judgements().keySet());
    return scoring.score(waiting.rollout().orElseThrow(), waiting.judgements(), late);
  }
}
