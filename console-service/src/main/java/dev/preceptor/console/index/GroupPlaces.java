package dev.preceptor.console.index;

import dev.preceptor.runlog.Place;
import java.util.List;
import java.util.Optional;

/** Where the records of a group lie in the log, as far as they were seen. */
public record GroupPlaces(
    Optional<Place> prompt,
    Optional<Place> rollout,
    List<Place> judgements,
    Optional<Place> score) {

  public GroupPlaces {
    judgements = List.copyOf(judgements);
  }
}
