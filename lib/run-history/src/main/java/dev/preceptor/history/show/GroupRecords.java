package dev.preceptor.history.show;

import dev.preceptor.runlog.TopicReplay;
import dev.preceptor.schemas.GroupKey;
import dev.preceptor.schemas.Judgement;
import dev.preceptor.schemas.RecordCodec;
import dev.preceptor.schemas.Rollout;
import dev.preceptor.schemas.ScoredGroup;
import dev.preceptor.schemas.Topics;
import dev.preceptor.schemas.UnreadableRecordException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * The first readable rollout and score of one group in a run's log, and the first judgement of each
 * judge.
 */
public final class GroupRecords {

  private final Topics topics;
  private final String scores;
  private final byte[] key;
  private final RecordCodec<Rollout> rollouts = RecordCodec.of(Rollout.class);
  private final RecordCodec<ScoredGroup> groups = RecordCodec.of(ScoredGroup.class);
  private final RecordCodec<Judgement> judgementCodec = RecordCodec.of(Judgement.class);
  private final Map<String, Judgement> judgements = new TreeMap<>();
  private Optional<Rollout> rollout = Optional.empty();
  private Optional<ScoredGroup> score = Optional.empty();
  private boolean issued;

  private GroupRecords(Topics topics, String scores, GroupKey group) {
    this.topics = topics;
    this.scores = scores;
    this.key = group.toString().getBytes(StandardCharsets.UTF_8);
  }

  /**
   * Looks for a group.
   *
   * @param scores topic of the score that is wanted
   */
  public static GroupRecords find(
      String bootstrapServers, Topics topics, String scores, GroupKey group) {
    GroupRecords found = new GroupRecords(topics, scores, group);
    try (var replay = new TopicReplay(bootstrapServers)) {
      replay.read(
          List.of(scores, topics.prompts(), topics.rollouts(), topics.judgements()), found::enter);
    }
    return found;
  }

  private void enter(ConsumerRecord<byte[], byte[]> record) {
    if (!Arrays.equals(key, record.key())) {
      return;
    }
    try {
      if (record.topic().equals(topics.prompts())) {
        issued = true;
      } else if (record.topic().equals(topics.rollouts())) {
        rollout = rollout.or(() -> Optional.of(rollouts.decode(record.value())));
      } else if (record.topic().equals(topics.judgements())) {
        var judgement = judgementCodec.decode(record.value());
        judgements.putIfAbsent(judgement.getJudge(), judgement);
      } else if (record.topic().equals(scores)) {
        score = score.or(() -> Optional.of(groups.decode(record.value())));
      }
    } catch (UnreadableRecordException e) {
      return; // not the run's own: the services put it among the dead letters
    }
  }

  /** Whether it was asked for, sampled or scored. */
  public boolean exists() {
    return issued || rollout.isPresent() || score.isPresent();
  }

  public Optional<Rollout> rollout() {
    return rollout;
  }

  /** By judge. */
  public Map<String, Judgement> judgements() {
    return judgements;
  }

  public Optional<ScoredGroup> score() {
    return score;
  }
}
