package dev.preceptor.launcher.rescore;

import dev.preceptor.schemas.RecordCodec;
import dev.preceptor.schemas.Reward;
import dev.preceptor.schemas.ScoredGroup;
import dev.preceptor.schemas.Sha256;
import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * A group's score as the run has it.
 *
 * @param score its numbers
 * @param late judges that were not in time, so that the group went without them
 * @param sha256 of the whole record; tells whether another is the same bit for bit
 */
record PastScore(GroupScore score, Set<String> late, String sha256) {

  private static final RecordCodec<ScoredGroup> GROUPS = RecordCodec.of(ScoredGroup.class);

  static PastScore of(ScoredGroup group, Collection<String> judges) {
    return new PastScore(GroupScore.of(group), late(group, judges), sha256(group));
  }

  /** Whether another score of the group is this one, to the last bit and letter. */
  boolean isSame(ScoredGroup other) {
    return sha256.equals(sha256(other));
  }

  private static String sha256(ScoredGroup group) {
    return Sha256.hex(GROUPS.encode(group));
  }

  private static Set<String> late(ScoredGroup group, Collection<String> judges) {
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
