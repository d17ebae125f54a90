package dev.preceptor.history.show;

import dev.preceptor.runlog.BrokerAccess;
import dev.preceptor.runlog.Place;
import dev.preceptor.runlog.RunEvent;
import dev.preceptor.runlog.RunLog;
import dev.preceptor.schemas.GroupKey;
import dev.preceptor.schemas.Judgement;
import dev.preceptor.schemas.Rollout;
import dev.preceptor.schemas.ScoredGroup;
import dev.preceptor.schemas.Topics;
import dev.preceptor.schemas.UnreadableRecordException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * The first readable rollout and score of one group in a run's log, and the first judgement of each
 * judge.
 */
public final class GroupRecords {

  private final String key;
  private final Set<Place> refused;
  private final Map<String, Judgement> judgements = new TreeMap<>();
  private Optional<Rollout> rollout = Optional.empty();
  private Optional<ScoredGroup> score = Optional.empty();
  private boolean issued;

  private GroupRecords(GroupKey group, Set<Place> refused) {
    this.key = group.toString();
    this.refused = refused;
  }

  /**
   * Looks for a group.
   *
   * @param scores topic of the score that is wanted
   */
  public static GroupRecords find(
      BrokerAccess broker, Topics topics, String scores, GroupKey group) {
    try (var replay = RunLog.at(broker, topics).open()) {
      GroupRecords found = new GroupRecords(group, replay.refused().keySet());
      replay.read(
          List.of(scores, topics.prompts(), topics.rollouts(), topics.judgements()), found::enter);
      return found;
    }
  }

  private void enter(RunEvent event) {
    if (!key.equals(event.key()) || refused.contains(event.place())) {
      return;
    }
    try {
      if (event instanceof RunEvent.Issued) {
        issued = true;
      } else if (event instanceof RunEvent.Sampled sampled) {
        rollout = rollout.or(() -> Optional.of(sampled.value().get()));
      } else if (event instanceof RunEvent.Judged judged) {
        var judgement = judged.value().get();
        judgements.putIfAbsent(judgement.getJudge(), judgement);
      } else if (event instanceof RunEvent.Scored scored) {
        score = score.or(() -> Optional.of(scored.value().get()));
      } else if (event instanceof RunEvent.Rescored scored) {
        score = score.or(() -> Optional.of(scored.value().get()));
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
