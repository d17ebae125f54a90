package dev.preceptor.cli.runs;

import dev.preceptor.history.ledger.RecordedRun;
import dev.preceptor.schemas.GroupKey;
import dev.preceptor.schemas.Judgement;
import dev.preceptor.schemas.Rollout;
import dev.preceptor.schemas.ScoredGroup;
import dev.preceptor.scoring.GroupState;
import dev.preceptor.scoring.RewardAssembly;
import dev.preceptor.scoring.Transition;
import java.util.List;

/** A recorded run with groups scored as by reward-service, event by event. */
final class ScoredRun {

  private final RewardAssembly assembly = RewardAssembly.of(RecordedRun.RECIPE);
  private final RecordedRun run;

  ScoredRun(int steps) {
    run = RecordedRun.of(steps);
    for (int step = 1; step <= steps; step++) {
      for (int slot = 0; slot < RecordedRun.SLOTS; slot++) {
        judgedInTime(new GroupKey(step, slot));
      }
    }
  }

  RecordedRun run() {
    return run;
  }

  /** The judge answered, and the group was scored. */
  ScoredRun judgedInTime(GroupKey key) {
    Judgement judgement = RecordedRun.judgement(key);
    return score(
        key,
        assembly.judged(assembly.sampled(GroupState.UNSEEN, rollout(key), 0).state(), judgement));
  }

  /** The deadline passed; the verdict came after the group was scored. */
  ScoredRun judgedTooLate(GroupKey key) {
    Transition waiting = assembly.sampled(GroupState.UNSEEN, rollout(key), 0);
    return score(key, assembly.tick(waiting.state(), Long.MAX_VALUE));
  }

  /** The same, as written by versions without hearings. */
  ScoredRun judgedTooLateLongAgo(GroupKey key) {
    judgedTooLate(key);
    run.alterScore(key, score -> score.setHearings(List.of()).setDeadlineMillis(null));
    return this;
  }

  /** The group could not be sampled. */
  ScoredRun unsampled(GroupKey key) {
    Rollout nothing = Rollout.newBuilder(rollout(key)).setFailure("no image").build();
    run.alterRollout(key, rollout -> rollout.setFailure("no image"));
    return score(key, assembly.sampled(GroupState.UNSEEN, nothing, 0));
  }

  private static Rollout rollout(GroupKey key) {
    return RecordedRun.rollout(key);
  }

  private ScoredRun score(GroupKey key, Transition left) {
    ScoredGroup group = left.output().orElseThrow();
    run.alterScore(key, builder -> ScoredGroup.newBuilder(group));
    return this;
  }
}
