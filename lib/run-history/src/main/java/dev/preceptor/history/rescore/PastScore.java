package dev.preceptor.history.rescore;

import dev.preceptor.schemas.RecordCodec;
import dev.preceptor.schemas.Reward;
import dev.preceptor.schemas.ScoredGroup;
import dev.preceptor.schemas.Sha256;
import dev.preceptor.scoring.GroupScoring;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * A group's score in the run.
 *
 * @param score its numbers
 * @param late judges that were late, so that the group was scored without them
 * @param deadlineMillis the wall-clock time of their deadline
 * @param hasHearings whether the record lists its judges and whether they were late; older records
 *     do not
 * @param sha256 of the whole record
 */
record PastScore(
    GroupScore score,
    Set<String> late,
    Optional<Long> deadlineMillis,
    boolean hasHearings,
    String sha256) {

  private static final RecordCodec<ScoredGroup> GROUPS = RecordCodec.of(ScoredGroup.class);

  /**
   * Reads a score.
   *
   * @param judges the judges that can be late
   */
  static PastScore of(ScoredGroup group, Collection<String> judges) {
    boolean hasHearings = !group.getHearings().isEmpty();
    Set<String> late = new TreeSet<>(judges);
    late.retainAll(hasHearings ? GroupScoring.lateJudges(group) : lateByReasons(group, judges));
    return new PastScore(
        GroupScore.of(group),
        late,
        Optional.ofNullable(group.getDeadlineMillis()),
        hasHearings,
        sha256(group));
  }

  /**
   * Whether another score of the group is identical to this one, in all fields that this one has.
   */
  boolean isSame(ScoredGroup other) {
    return sha256.equals(sha256(hasHearings ? other : withoutHearings(other)));
  }

  private static ScoredGroup withoutHearings(ScoredGroup group) {
    return ScoredGroup.newBuilder(group).setHearings(List.of()).setDeadlineMillis(null).build();
  }

  private static String sha256(ScoredGroup group) {
    return Sha256.hex(GROUPS.encode(group));
  }

  /** In records without hearings, each judge decided alone on a reward of its own name. */
  private static Set<String> lateByReasons(ScoredGroup group, Collection<String> judges) {
    Set<String> late = new TreeSet<>();
    for (var judge : judges) {
      var text = "judge " + judge + " was not in time";
      var reasonsForLate =
          Set.of(text, "left out: " + text, "no criterion could be scored: " + text);
      if (reasons(group).anyMatch(reasonsForLate::contains)) {
        late.add(judge);
      }
    }
    return late;
  }

  /** Why the group failed, or why criteria were left out. */
  private static Stream<String> reasons(ScoredGroup group) {
    return group.getFailure() != null
        ? Stream.of(group.getFailure())
        : group.getResponses().stream()
            .limit(1)
            .flatMap(response -> response.getRewards().stream())
            .filter(reward -> reward.getValue() == null)
            .map(Reward::getWhy);
  }
}
