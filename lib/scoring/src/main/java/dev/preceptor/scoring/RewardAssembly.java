package dev.preceptor.scoring;

import dev.preceptor.recipe.Recipe;
import dev.preceptor.schemas.GroupKey;
import dev.preceptor.schemas.Judgement;
import dev.preceptor.schemas.Rollout;
import dev.preceptor.schemas.ScoredGroup;
import dev.preceptor.scoring.GroupState.Waiting;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Collects the parts of a group until it can be scored; a pure function of old state and event to
 * new state and possibly an output. A scored group is emitted exactly once: when all judges named
 * by the rewards have given a judgement, or at the deadline, or immediately if there is nothing to
 * judge.
 *
 * <p>A group waits for all judges even when the quorum is already decided, so that the result does
 * not depend on the order of judgements. If the deadline passes first, the scored group says so.
 */
public final class RewardAssembly {

  private final GroupScoring scoring;
  private final Set<String> judges;
  private final long deadlineMillis;

  /**
   * Creates an assembly.
   *
   * @param deadlineMillis how long a group waits for its judges after its rollout arrived,
   *     milliseconds
   */
  public RewardAssembly(GroupScoring scoring, long deadlineMillis) {
    this.scoring = scoring;
    this.judges = scoring.judges();
    this.deadlineMillis = deadlineMillis;
  }

  /**
   * The assembly that a recipe configures.
   *
   * @throws dev.preceptor.models.InputException if a reward has an unknown or invalid parameter
   */
  public static RewardAssembly of(Recipe recipe) {
    return new RewardAssembly(
        GroupScoring.of(recipe),
        Duration.ofSeconds(recipe.scoring().judgeDeadlineSeconds()).toMillis());
  }

  /** Whether groups wait for any judge. */
  public boolean waitsForJudges() {
    return !judges.isEmpty();
  }

  /** The judges whose judgement is still missing, sorted. */
  public Set<String> missingJudges(Waiting waiting) {
    Set<String> missing = new TreeSet<>(judges);
    missing.removeAll(waiting.judgements().keySet());
    return missing;
  }

  /** Handles a rollout: its responses, or the reason why there are none. */
  public Transition sampled(GroupState state, Rollout rollout, long nowMillis) {
    if (!(state instanceof Waiting waiting) || waiting.rollout().isPresent()) {
      return Transition.unchanged(state);
    }
    if (rollout.getFailure() != null) {
      return Transition.emit(scoring.failed(rollout, rollout.getFailure()));
    }
    return emitIfComplete(waiting.with(rollout, nowMillis + deadlineMillis));
  }

  /**
   * Handles a judgement. The first of each judge counts; judges that no reward names are ignored.
   */
  public Transition judged(GroupState state, Judgement judgement) {
    if (!(state instanceof Waiting waiting)
        || !judges.contains(judgement.getJudge())
        || waiting.judgements().containsKey(judgement.getJudge())) {
      return Transition.unchanged(state);
    }
    return emitIfComplete(waiting.with(scoring.trimmed(judgement)));
  }

  /**
   * Handles the passing of time. A group emitted at its deadline names the judges that were late.
   */
  public Transition tick(GroupState state, long nowMillis) {
    if (state instanceof Waiting waiting
        && waiting.deadlineMillis().isPresent()
        && waiting.deadlineMillis().getAsLong() <= nowMillis) {
      ScoredGroup group = score(waiting);
      group.setDeadlineMillis(waiting.deadlineMillis().getAsLong());
      return Transition.emit(group);
    }
    return Transition.unchanged(state);
  }

  /** Handles a rollout that cannot be decoded: the group fails. */
  public Transition unreadable(GroupState state, GroupKey key, String why) {
    if (!(state instanceof Waiting waiting) || waiting.rollout().isPresent()) {
      return Transition.unchanged(state);
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
    return Transition.emit(scoring.failed(nothing, "rollout could not be read: " + why));
  }

  private Transition emitIfComplete(Waiting waiting) {
    return waiting.rollout().isPresent() && missingJudges(waiting).isEmpty()
        ? Transition.emit(score(waiting))
        : Transition.unchanged(waiting);
  }

  private ScoredGroup score(Waiting waiting) {
    return scoring.score(
        waiting.rollout().orElseThrow(), waiting.judgements(), missingJudges(waiting));
  }
}
