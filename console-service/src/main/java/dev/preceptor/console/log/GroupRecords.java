package dev.preceptor.console.log;

import dev.preceptor.schemas.Judgement;
import dev.preceptor.schemas.Prompt;
import dev.preceptor.schemas.Rollout;
import dev.preceptor.schemas.ScoredGroup;
import java.util.List;
import java.util.Optional;

/** The records of one group, as far as the log has them; one judgement of each judge. */
public record GroupRecords(
    Optional<Prompt> prompt,
    Optional<Rollout> rollout,
    List<Judgement> judgements,
    Optional<ScoredGroup> score) {

  public GroupRecords {
    judgements = List.copyOf(judgements);
  }
}
