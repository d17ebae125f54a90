package dev.preceptor.launcher.audit;

import dev.preceptor.launcher.broker.TopicReplay;
import dev.preceptor.schemas.GroupKey;
import dev.preceptor.schemas.Prompt;
import dev.preceptor.schemas.RecordCodec;
import dev.preceptor.schemas.ScoredGroup;
import dev.preceptor.schemas.Topics;
import dev.preceptor.schemas.TrainingStep;
import dev.preceptor.schemas.UnreadableRecordException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Enters a run's records into a ledger. Records that cannot be read are not entered: they are none
 * of the run's, as the services found too, which put them aside as dead letters.
 */
public final class LedgerReader {

  private final Topics topics;
  private final RecordCodec<Prompt> prompts = RecordCodec.of(Prompt.class);
  private final RecordCodec<ScoredGroup> groups = RecordCodec.of(ScoredGroup.class);
  private final RecordCodec<TrainingStep> steps = RecordCodec.of(TrainingStep.class);
  private final Ledger ledger = new Ledger();

  private LedgerReader(Topics topics) {
    this.topics = topics;
  }

  /** Reads the run's topics to their ends. */
  public static Ledger read(String bootstrapServers, Topics topics) {
    var reader = new LedgerReader(topics);
    // Effects before causes, so that of a live run no effect is seen without its cause.
    var order =
        List.of(topics.trainingSteps(), topics.scoredGroups(), topics.rollouts(), topics.prompts());
    try (var replay = new TopicReplay(bootstrapServers)) {
      replay.read(order, reader::enter);
    }
    return reader.ledger;
  }

  private void enter(ConsumerRecord<byte[], byte[]> record) {
    var place = new Place(record.topic(), record.partition(), record.offset());
    try {
      if (record.topic().equals(topics.prompts())) {
        enterPrompt(record, place);
      } else if (record.topic().equals(topics.rollouts())) {
        ledger.sampled(group(record), place);
      } else if (record.topic().equals(topics.scoredGroups())) {
        ledger.scored(group(record), groups.decode(record.value()).getFailure() != null, place);
      } else {
        enter(steps.decode(record.value()), place);
      }
    } catch (UnreadableRecordException e) {
      ledger.unreadable();
    }
  }

  private void enterPrompt(ConsumerRecord<byte[], byte[]> record, Place place) {
    var group = group(record);
    try {
      prompts.decode(record.value());
      ledger.issued(group, place);
    } catch (UnreadableRecordException e) {
      ledger.issuedUnreadably(group, place);
    }
  }

  private void enter(TrainingStep step, Place place) {
    ledger.stepped(step.getStep(), place);
    for (var group : step.getGroups()) {
      ledger.settled(
          new GroupKey(step.getStep(), group.getSlot()),
          group.getOutcome(),
          group.getReason(),
          place);
    }
  }

  private static GroupKey group(ConsumerRecord<byte[], byte[]> record) {
    return GroupKey.parse(
        record.key() == null ? null : new String(record.key(), StandardCharsets.UTF_8));
  }
}
