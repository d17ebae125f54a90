package dev.preceptor.scoring;

import dev.preceptor.schemas.Judgement;
import dev.preceptor.schemas.Rollout;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/** Where a group stands on its way to a score. */
public sealed interface GroupState {

  /** Nothing was seen of it. */
  GroupState UNSEEN = new Waiting(Optional.empty(), Map.of(), OptionalLong.empty());

  /** Its score has left; whatever comes now is a duplicate or too late. */
  GroupState FINISHED = new Finished();

  /**
   * Something is missing.
   *
   * @param rollout the responses, once they are there
   * @param judgements the first judgement of each judge that counts
   * @param deadlineMillis wall-clock time at which it leaves as it is; set when the rollout comes,
   *     since without responses there is nothing to score
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

  /** It has left. */
  record Finished() implements GroupState {}
}
