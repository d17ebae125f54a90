package dev.preceptor.history.audit;

import dev.preceptor.history.ledger.Entry;
import dev.preceptor.history.ledger.EntryReader;
import dev.preceptor.history.ledger.Ledger;
import dev.preceptor.history.ledger.PolicyReading;
import dev.preceptor.recipe.Recipe;
import dev.preceptor.runlog.BrokerAccess;
import dev.preceptor.runlog.ConsumerGroups;
import dev.preceptor.runlog.Members;
import dev.preceptor.runlog.Place;
import dev.preceptor.runlog.Replay;
import dev.preceptor.runlog.RunEvent;
import dev.preceptor.runlog.RunLog;
import dev.preceptor.schemas.Topics;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.common.TopicPartition;

/** Enters a run's records into a ledger. */
public final class LedgerReader {

  private final BrokerAccess broker;
  private final Topics topics;
  private final List<Members> members;
  private final EntryReader entries;
  private final PolicyReading policy = new PolicyReading();
  private final Ledger ledger;
  private Map<Place, String> refused = Map.of();

  private LedgerReader(BrokerAccess broker, Topics topics, Recipe recipe) {
    this.broker = broker;
    this.topics = topics;
    members = Members.of(topics, recipe);
    entries = new EntryReader(topics.run(), recipe);
    ledger = new Ledger(topics, recipe);
  }

  /** Reads the run's topics to their ends. */
  public static Ledger read(BrokerAccess broker, Topics topics, Recipe recipe) {
    var reader = new LedgerReader(broker, topics, recipe);
    reader.read();
    return reader.ledger;
  }

  private void read() {
    try (var groups = new ConsumerGroups(broker);
        var replay = RunLog.at(broker, topics).open()) {
      // Effects before causes, so that of a live run no effect is seen without its cause.
      var before = committed(groups);
      refused = replay.refused();
      replay.read(
          List.of(
              topics.reviews(),
              topics.evaluations(),
              topics.answers(),
              topics.trainingSteps(),
              topics.scoredGroups(),
              topics.judgements(),
              topics.rollouts(),
              topics.prompts(),
              topics.policy()),
          this::enter);
      enterRetained(replay);
      // Those of a live run that were refused while it was read.
      replay.refused().forEach((place, why) -> ledger.enter(new Entry.SetAside(why, place)));
      enter(before, committed(groups), replay);
    }
  }

  /**
   * What was deleted meanwhile is none of what must be there. A step says first what will be
   * deleted, so it is asked last.
   */
  private void enterRetained(Replay replay) {
    topics.ofGroups().stream()
        .flatMap(topic -> beginnings(topic, replay))
        .forEach(place -> ledger.enter(new Entry.Retained(place)));
    beginnings(topics.policy(), replay)
        .forEach(place -> ledger.enter(new Entry.PolicyRetained(place)));
    replay.read(
        List.of(topics.trainingSteps()),
        event -> {
          if (!refused.containsKey(event.place())
              && entries.read(event) instanceof Entry.Stepped step
              && step.firstStepKept().isPresent()) {
            ledger.enter(new Entry.Kept(step.firstStepKept().getAsInt(), step.place()));
          }
        });
  }

  private static Stream<Place> beginnings(String topic, Replay replay) {
    return replay.beginnings(topic).entrySet().stream()
        .map(begin -> place(begin.getKey(), begin.getValue()));
  }

  private static Place place(TopicPartition partition, long offset) {
    return new Place(partition.topic(), partition.partition(), offset);
  }

  private Map<Members, Map<TopicPartition, Long>> committed(ConsumerGroups groups) {
    Map<Members, Map<TopicPartition, Long>> committed = new HashMap<>();
    members.forEach(
        member -> committed.put(member, groups.committed(member.group(), member.topic())));
    return committed;
  }

  /** Offsets that moved meanwhile belong to no one moment of the log and prove nothing. */
  private void enter(
      Map<Members, Map<TopicPartition, Long>> before,
      Map<Members, Map<TopicPartition, Long>> after,
      Replay replay) {
    before.forEach(
        (member, offsets) -> {
          if (offsets.equals(after.get(member))) {
            var ends = replay.ends(offsets.keySet());
            offsets.forEach(
                (partition, offset) ->
                    ledger.enter(
                        new Entry.Committed(
                            member.consumer(), place(partition, offset), ends.get(partition))));
          }
        });
  }

  private void enter(RunEvent event) {
    if (refused.containsKey(event.place())) {
      return; // the ledger learns of it from its letter
    }
    if (event instanceof RunEvent.Published published) {
      policy.read(published).forEach(ledger::enter);
    } else {
      ledger.enter(entries.read(event));
    }
  }
}
