package dev.preceptor.scoring;

import dev.preceptor.schemas.Judgement;
import dev.preceptor.schemas.Rollout;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/** The state of a group that is being scored. */
public sealed interface GroupState {

  /** Neither its rollout nor a judgement has arrived. */
  GroupState UNSEEN = new Waiting(Optional.empty(), Map.of(), OptionalLong.empty());

  /** Its score has been emitted; anything that arrives now is a duplicate or too late. */
  GroupState FINISHED = new Finished();

  /**
   * The rollout or a judgement is still missing.
   *
   * @param rollout the responses, once they have arrived
   * @param judgements the first judgement of each judge that the group waits for
   * @param deadlineMillis wall-clock time, milliseconds since the epoch, at which it is scored
   *     without the missing judgements; set when the rollout arrives, since without responses there
   *     is nothing to score
   */
  record Waiting(
      Optional<Rollout> rollout, Map<String, Judgement> judgements, OptionalLong deadlineMillis)
      implements GroupState {

    public Waiting {
      judgements = Map.copyOf(judgements);
    }

    Waiting with(Rollout sampled, long deadline) {
      return new Waiting(Optional.of(sampled), judgements, OptionalLong.of(deadline));
    }

    Waiting with(Judgement judgement) {
      Map<String, Judgement> more = new TreeMap<>(judgements);
      more.put(judgement.getJudge(), judgement);
      return new Waiting(rollout, more, deadlineMillis);
    }
  }

  /** Its score has been emitted. */
  record Finished() implements GroupState {}
}
