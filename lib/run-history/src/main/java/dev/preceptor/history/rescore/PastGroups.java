package dev.preceptor.history.rescore;

import dev.preceptor.runlog.RunEvent;
import dev.preceptor.schemas.GroupKey;
import dev.preceptor.schemas.Judgement;
import dev.preceptor.schemas.Rollout;
import dev.preceptor.schemas.ScoredGroup;
import dev.preceptor.schemas.UnreadableRecordException;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * What was read of a run and is needed until its groups are scored again. Of a group the first
 * rollout and the first score count, and the first word of each judge; what cannot be read does
 * not, just as in reward-service. Texts and tokens are kept only of groups that wait for the run's
 * score.
 */
final class PastGroups {

  private final Set<String> judges;
  private final Map<GroupKey, PastScore> past = new HashMap<>();
  private final Map<GroupKey, Map<String, Judgement>> spoken = new HashMap<>();
  private final Map<GroupKey, Waiting> waiting = new TreeMap<>();
  private final Set<GroupKey> done = new HashSet<>();

  /** A rollout without a score, and the partition that it lies in. */
  private record Waiting(int partition, PastRollout sampled) {

    PastGroup scored(GroupKey key, PastScore score) {
      return new PastGroup(key, partition, sampled, score);
    }
  }

  /**
   * Nothing was read yet.
   *
   * @param judges the run's own that are heard
   */
  PastGroups(Collection<String> judges) {
    this.judges = Set.copyOf(judges);
  }

  /** A record of the run's scored groups. */
  void score(RunEvent.Scored scored) {
    readable(
        () -> {
          ScoredGroup group = scored.value().get();
          GroupKey.require(scored.key(), group.getStep(), group.getSlot());
          GroupKey of = scored.group();
          if (!done.contains(of)) {
            past.putIfAbsent(of, PastScore.of(group, judges));
          }
        });
  }

  /** A record of the run's judgements. */
  void judgement(RunEvent.Judged judged) {
    readable(
        () -> {
          Judgement judgement = judged.value().get();
          GroupKey.require(judged.key(), judgement.getStep(), judgement.getSlot());
          if (judges.contains(judgement.getJudge())) {
            judged(judgement);
          }
        });
  }

  /** What a judge says that the run did not ask; tells whether it is its first word. */
  boolean judged(Judgement judgement) {
    GroupKey key = new GroupKey(judgement.getStep(), judgement.getSlot());
    return !done.contains(key)
        && spoken
                .computeIfAbsent(key, group -> new TreeMap<>())
                .putIfAbsent(judgement.getJudge(), judgement)
            == null;
  }

  private static void readable(Runnable entry) {
    try {
      entry.run();
    } catch (UnreadableRecordException e) {
      return; // the services put it among the dead letters
    }
  }

  /** The scored group that a record of rollouts belongs to, where it is to be scored again. */
  Optional<PastGroup> group(RunEvent.Sampled sampled) {
    try {
      GroupKey of = sampled.group();
      return Optional.ofNullable(past.get(of))
          .map(score -> new PastGroup(of, sampled.place().partition(), read(sampled), score));
    } catch (UnreadableRecordException e) {
      return Optional.empty(); // no group can be told
    }
  }

  private static PastRollout read(RunEvent.Sampled sampled) {
    try {
      Rollout rollout = sampled.value().get();
      GroupKey.require(sampled.key(), rollout.getStep(), rollout.getSlot());
      return new PastRollout.Responses(rollout);
    } catch (UnreadableRecordException e) {
      return new PastRollout.Garbage(e.getMessage());
    }
  }

  /** Keeps a rollout whose group the run has not scored yet. */
  void await(RunEvent.Sampled sampled) {
    readable(
        () -> {
          GroupKey of = sampled.group();
          if (!done.contains(of) && !past.containsKey(of)) {
            waiting.computeIfAbsent(
                of, group -> new Waiting(sampled.place().partition(), read(sampled)));
          }
        });
  }

  /** Groups whose rollouts waited and that the run has scored meanwhile. */
  List<PastGroup> ready() {
    return waiting.entrySet().stream()
        .filter(entry -> past.containsKey(entry.getKey()))
        .map(entry -> entry.getValue().scored(entry.getKey(), past.get(entry.getKey())))
        .toList();
  }

  /** What judges say of a group, in no order that matters. */
  Map<String, Judgement> judgements(GroupKey key) {
    return spoken.getOrDefault(key, Map.of());
  }

  /** A group has been scored again. */
  void finish(GroupKey key) {
    done.add(key);
    past.remove(key);
    spoken.remove(key);
    waiting.remove(key);
  }

  /** How many groups the run has scored of which a judge has not spoken. */
  int lacking(String judge) {
    return (int) past.keySet().stream().filter(key -> !judgements(key).containsKey(judge)).count();
  }

  /** How many groups the run has scored that are still to be scored again. */
  int left() {
    return past.size();
  }

  /**
   * Whether the groups of a step and of the one before it have been scored again. With a staleness
   * of 1 two steps are under way at once; before them all is done.
   *
   * @param slots groups a step
   */
  boolean hasFinished(int step, int slots) {
    return IntStream.rangeClosed(Math.max(1, step - 1), step)
        .allMatch(
            one -> IntStream.range(0, slots).allMatch(s -> done.contains(new GroupKey(one, s))));
  }

  /** How many groups have been scored again. */
  int finished() {
    return done.size();
  }
}
