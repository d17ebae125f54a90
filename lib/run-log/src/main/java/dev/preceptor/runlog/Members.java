package dev.preceptor.runlog;

import dev.preceptor.recipe.JudgeKeys;
import dev.preceptor.recipe.Recipe;
import dev.preceptor.runlog.Consumer.Role;
import dev.preceptor.schemas.Topics;
import java.util.ArrayList;
import java.util.List;

/**
 * A service's consumer group.
 *
 * @param consumer who reads
 * @param group its id
 * @param topic that it reads
 */
public record Members(Consumer consumer, String group, String topic) {

  /** The groups of a run's services, in the order in which a group of responses meets them. */
  public static List<Members> of(Topics topics, Recipe recipe) {
    List<Members> members = new ArrayList<>();
    members.add(member(Role.ROLLOUT, "rollout", topics, topics.prompts()));
    for (var judge : recipe.scoring().judges().stream().map(JudgeKeys::name).toList()) {
      members.add(
          new Members(
              new Consumer(Role.JUDGE, judge), topics.member("judge." + judge), topics.rollouts()));
    }
    members.add(member(Role.REWARD, "reward", topics, topics.rollouts()));
    members.add(member(Role.LEARNER, "learner", topics, topics.scoredGroups()));
    return List.copyOf(members);
  }

  private static Members member(Role role, String name, Topics topics, String topic) {
    return new Members(new Consumer(role, name), topics.member(name), topic);
  }
}
