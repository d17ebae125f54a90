package dev.preceptor.launcher.train;

import dev.preceptor.schemas.GroupKey;
import java.util.HashSet;
import java.util.Set;

/** How far the groups of the coming step are. */
final class GroupsUnderway {

  private final int promptsPerStep;
  private final Set<GroupKey> sampled = new HashSet<>();
  private final Set<GroupKey> scored = new HashSet<>();

  GroupsUnderway(int promptsPerStep) {
    this.promptsPerStep = promptsPerStep;
  }

  /** Enters a sampled group. */
  void sampled(GroupKey group) {
    sampled.add(group);
  }

  /** Enters a scored group. */
  void scored(GroupKey group) {
    scored.add(group);
  }

  /** Forgets the groups of a step that was taken, and of those before it. */
  void stepped(int step) {
    sampled.removeIf(group -> group.step() <= step);
    scored.removeIf(group -> group.step() <= step);
  }

  /** For people: how many groups of a step are sampled and scored. */
  String text(int step) {
    return "step %d: %d of %d sampled, %d scored"
        .formatted(step, count(sampled, step), promptsPerStep, count(scored, step));
  }

  private static long count(Set<GroupKey> groups, int step) {
    return groups.stream().filter(group -> group.step() == step).count();
  }
}
