package dev.preceptor.console.log;

import dev.preceptor.console.index.GroupPlaces;
import dev.preceptor.runlog.Place;
import dev.preceptor.runlog.Replay;
import dev.preceptor.runlog.RunEvent;
import dev.preceptor.runlog.RunLog;
import dev.preceptor.schemas.Evaluation;
import dev.preceptor.schemas.Judgement;
import dev.preceptor.schemas.Prompt;
import dev.preceptor.schemas.Rollout;
import dev.preceptor.schemas.ScoredGroup;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.apache.kafka.common.TopicPartition;

/** Fetches single records by their places. What the log no longer has, or never had, is nothing. */
public final class LogRecords {

  private final RunLog log;

  /** Those of a run's log. */
  public LogRecords(RunLog log) {
    this.log = log;
  }

  /** The records of a group. */
  public GroupRecords group(GroupPlaces places) {
    try (var replay = log.open()) {
      return group(replay, places);
    }
  }

  /** Hands over the records of several groups but their prompts, over one connection. */
  public void groups(List<GroupPlaces> several, Consumer<GroupRecords> use) {
    try (var replay = log.open()) {
      for (GroupPlaces places : several) {
        use.accept(
            group(
                replay,
                new GroupPlaces(
                    Optional.empty(), places.rollout(), places.judgements(), Optional.empty())));
      }
    }
  }

  private static GroupRecords group(Replay replay, GroupPlaces places) {
    Optional<Prompt> prompt =
        places
            .prompt()
            .flatMap(at -> find(replay, RunEvent.Issued.class, at))
            .flatMap(event -> event.value().ifReadable());
    Optional<Rollout> rollout =
        places
            .rollout()
            .flatMap(at -> find(replay, RunEvent.Sampled.class, at))
            .flatMap(event -> event.value().ifReadable());
    Optional<ScoredGroup> score =
        places
            .score()
            .flatMap(at -> find(replay, RunEvent.Scored.class, at))
            .flatMap(event -> event.value().ifReadable());
    List<Judgement> judgements = new ArrayList<>();
    for (Place at : places.judgements()) {
      find(replay, RunEvent.Judged.class, at)
          .flatMap(event -> event.value().ifReadable())
          .filter(
              judgement ->
                  judgements.stream()
                      .noneMatch(known -> known.getJudge().equals(judgement.getJudge())))
          .ifPresent(judgements::add);
    }
    return new GroupRecords(prompt, rollout, judgements, score);
  }

  /** The prompt at a place. */
  public Optional<Prompt> prompt(Place at) {
    try (var replay = log.open()) {
      return find(replay, RunEvent.Issued.class, at).flatMap(event -> event.value().ifReadable());
    }
  }

  /** The evaluation at a place. */
  public Optional<Evaluation> evaluation(Place at) {
    try (var replay = log.open()) {
      return find(replay, RunEvent.Evaluated.class, at)
          .flatMap(event -> event.value().ifReadable());
    }
  }

  private static <E extends RunEvent> Optional<E> find(Replay replay, Class<E> type, Place at) {
    var partition = new TopicPartition(at.topic(), at.partition());
    var found = new AtomicReference<E>();
    if (replay.beginnings(at.topic()).getOrDefault(partition, Long.MAX_VALUE) <= at.offset()) {
      replay.read(
          type,
          Map.of(partition, at.offset()),
          Map.of(partition, at.offset() + 1),
          event -> found.set(event));
    }
    return Optional.ofNullable(found.get());
  }
}
