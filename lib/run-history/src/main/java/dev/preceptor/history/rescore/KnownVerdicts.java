package dev.preceptor.history.rescore;

import dev.preceptor.runlog.RunTopics;
import dev.preceptor.runlog.TopicReplay;
import dev.preceptor.schemas.GroupKey;
import dev.preceptor.schemas.Judgement;
import dev.preceptor.schemas.RecordCodec;
import dev.preceptor.schemas.Topics;
import dev.preceptor.schemas.UnreadableRecordException;
import dev.preceptor.schemas.VerdictKind;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Finds verdicts that judges have given before, in the run or for an earlier rescore, under any
 * name: a judge with the same hash need not be asked again. Judgements with an unscorable response
 * are repeated, since that may have been a transient failure.
 */
final class KnownVerdicts {

  private final List<AskedJudge> judges;
  private final Consumer<Judgement> found;
  private final RecordCodec<Judgement> judgements = RecordCodec.of(Judgement.class);

  private KnownVerdicts(List<AskedJudge> judges, Consumer<Judgement> found) {
    this.judges = judges;
    this.found = found;
  }

  /**
   * Finds judgements.
   *
   * @param found receives each judgement that one of the judges would give, under that judge's name
   */
  static void read(
      String bootstrapServers, Topics topics, List<AskedJudge> judges, Consumer<Judgement> found) {
    List<String> all = new ArrayList<>(List.of(topics.judgements()));
    all.addAll(topics.judgementsOfRescores(new RunTopics(bootstrapServers, topics).names()));
    var known = new KnownVerdicts(judges, found);
    try (var replay = new TopicReplay(bootstrapServers)) {
      replay.read(all, known::enter);
    }
  }

  private void enter(ConsumerRecord<byte[], byte[]> record) {
    try {
      Judgement judgement = judgements.decode(record.value());
      GroupKey.require(
          record.key() == null ? null : new String(record.key(), StandardCharsets.UTF_8),
          judgement.getStep(),
          judgement.getSlot());
      if (judgement.getVerdicts().stream().noneMatch(v -> v.getKind() == VerdictKind.unscorable)) {
        judges.stream()
            .filter(judge -> judge.sha256().equals(judgement.getJudgeHash()))
            .map(judge -> Judgement.newBuilder(judgement).setJudge(judge.name()).build())
            .forEach(found);
      }
    } catch (UnreadableRecordException e) {
      return; // not a judgement
    }
  }
}
