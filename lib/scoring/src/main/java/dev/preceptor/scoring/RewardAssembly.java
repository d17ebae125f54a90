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
 * The life of a group from its rollout to its score: old state + event → new state + maybe an
 * output. A group leaves exactly once: when every judge that a reward names has spoken, or at its
 * deadline, or at once when there is nothing to judge.
 *
 * <p>It waits for all of them even where a quorum is decided before: so what leaves does not depend
 * on the order in which they speak, unless the deadline strikes, and then it says so.
 */
public final class RewardAssembly {

  private final GroupScoring scoring;
  private final Set<String> judges;
  private final long deadlineMillis;

  /**
   * An assembly.
   *
   * @param deadlineMillis how long a group waits for its judges
   */
  public RewardAssembly(GroupScoring scoring, long deadlineMillis) {
    this.scoring = scoring;
    this.judges = scoring.judges();
    this.deadlineMillis = deadlineMillis;
  }

  /**
   * What a recipe asks for.
   *
   * @param completionPrefix the end of the policy's prompt that belongs to the response
   * @throws dev.preceptor.models.InputException if a reward does not understand its parameters
   */
  public static RewardAssembly of(Recipe recipe, String completionPrefix) {
    return new RewardAssembly(
        GroupScoring.of(recipe, completionPrefix),
        Duration.ofSeconds(recipe.scoring().judgeDeadlineSeconds()).toMillis());
  }

  /** Whether groups wait at all. */
  public boolean waitsForJudges() {
    return !judges.isEmpty();
  }

  /** The judges that a group still waits for, sorted. */
  public Set<String> lacking(Waiting waiting) {
    Set<String> lacking = new TreeSet<>(judges);
    lacking.removeAll(waiting.judgements().keySet());
    return lacking;
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

  /** A judge has spoken. Its first word counts; judges that no reward names do not. */
  public Transition judged(GroupState state, Judgement judgement) {
    if (!(state instanceof Waiting waiting)
        || !judges.contains(judgement.getJudge())
        || waiting.judgements().containsKey(judgement.getJudge())) {
      return Transition.stay(state);
    }
    return leaveIfComplete(waiting.with(scoring.brief(judgement)));
  }

  /** Time has passed. What leaves because of it names the judges that were late. */
  public Transition tick(GroupState state, long nowMillis) {
    if (state instanceof Waiting waiting
        && waiting.deadlineMillis().isPresent()
        && waiting.deadlineMillis().getAsLong() <= nowMillis) {
      ScoredGroup group = score(waiting);
      group.setDeadlineMillis(waiting.deadlineMillis().getAsLong());
      return Transition.leave(group);
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
    return waiting.rollout().isPresent() && lacking(waiting).isEmpty()
        ? Transition.leave(score(waiting))
        : Transition.stay(waiting);
  }

  private ScoredGroup score(Waiting waiting) {
    return scoring.score(waiting.rollout().orElseThrow(), waiting.judgements(), lacking(waiting));
  }
}
