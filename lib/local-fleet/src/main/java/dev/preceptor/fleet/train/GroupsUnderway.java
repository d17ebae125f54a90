package dev.preceptor.fleet.train;

import dev.preceptor.schemas.GroupKey;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The progress of the groups of the current step. */
final class GroupsUnderway {

  private final int promptsPerStep;
  private final List<String> judges;
  private final Set<GroupKey> sampled = new HashSet<>();
  private final Map<GroupKey, Set<String>> judged = new HashMap<>();
  private final Set<GroupKey> scored = new HashSet<>();

  /**
   * Starts without groups.
   *
   * @param judges judges that a group waits for
   */
  GroupsUnderway(int promptsPerStep, List<String> judges) {
    this.promptsPerStep = promptsPerStep;
    this.judges = List.copyOf(judges);
  }

  /** Adds a sampled group. */
  void sampled(GroupKey group) {
    sampled.add(group);
  }

  /** Adds a judgement of a group; ignores judges that no group waits for. */
  void judged(GroupKey group, String judge) {
    if (judges.contains(judge)) {
      judged.computeIfAbsent(group, g -> new HashSet<>()).add(judge);
    }
  }

  /** Adds a scored group. */
  void scored(GroupKey group) {
    scored.add(group);
  }

  /** Removes the groups of a finished step and of earlier ones. */
  void stepped(int step) {
    sampled.removeIf(group -> group.step() <= step);
    judged.keySet().removeIf(group -> group.step() <= step);
    scored.removeIf(group -> group.step() <= step);
  }

  /** A message: how many groups of a step are sampled and scored, and which judges are missing. */
  String text(int step) {
    long spares = sampled.stream().filter(group -> isSpareOf(step, group)).count();
    var text =
        new StringBuilder(
            "step %d: %d of %d sampled, %d scored"
                .formatted(
                    step, count(sampled, step), promptsPerStep + spares, count(scored, step)));
    if (spares > 0) {
      text.append(", %d to replace failed ones".formatted(spares));
    }
    for (var judge : judges) {
      long waiting =
          sampled.stream()
              .filter(group -> group.step() == step && !scored.contains(group))
              .filter(group -> !judged.getOrDefault(group, Set.of()).contains(judge))
              .count();
      if (waiting > 0) {
        text.append(", %d waiting for judge %s".formatted(waiting, judge));
      }
    }
    return text.toString();
  }

  private boolean isSpareOf(int step, GroupKey group) {
    return group.step() == step && group.slot() >= promptsPerStep;
  }

  private static long count(Set<GroupKey> groups, int step) {
    return groups.stream().filter(group -> group.step() == step).count();
  }
}
