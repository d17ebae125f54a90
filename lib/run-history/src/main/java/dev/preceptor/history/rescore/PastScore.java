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
 * A group's score as the run has it.
 *
 * @param score its numbers
 * @param late judges that were not in time, so that the group went without them
 * @param deadlineMillis the wall-clock time at which their deadline struck
 * @param tellsHearings whether the record tells how its judges were heard; older ones do not
 * @param sha256 of the whole record
 */
record PastScore(
    GroupScore score,
    Set<String> late,
    Optional<Long> deadlineMillis,
    boolean tellsHearings,
    String sha256) {

  private static final RecordCodec<ScoredGroup> GROUPS = RecordCodec.of(ScoredGroup.class);

  /**
   * Reads a score.
   *
   * @param judges whose lateness matters
   */
  static PastScore of(ScoredGroup group, Collection<String> judges) {
    boolean tells = !group.getHearings().isEmpty();
    Set<String> late = new TreeSet<>(judges);
    late.retainAll(tells ? GroupScoring.lateJudges(group) : lateByReasons(group, judges));
    return new PastScore(
        GroupScore.of(group),
        late,
        Optional.ofNullable(group.getDeadlineMillis()),
        tells,
        sha256(group));
  }

  /** Whether another score of the group is this one, to the last bit and letter that it tells. */
  boolean isSame(ScoredGroup other) {
    return sha256.equals(sha256(tellsHearings ? other : withoutHearings(other)));
  }

  private static ScoredGroup withoutHearings(ScoredGroup group) {
    return ScoredGroup.newBuilder(group).setHearings(List.of()).setDeadlineMillis(null).build();
  }

  private static String sha256(ScoredGroup group) {
    return Sha256.hex(GROUPS.encode(group));
  }

  /** Before records told how judges were heard, one judge alone decided a reward of its name. */
  private static Set<String> lateByReasons(ScoredGroup group, Collection<String> judges) {
    Set<String> late = new TreeSet<>();
    for (var judge : judges) {
      var words = "judge " + judge + " was not in time";
      var left = Set.of(words, "left out: " + words, "no criterion could be scored: " + words);
      if (reasons(group).anyMatch(left::contains)) {
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
