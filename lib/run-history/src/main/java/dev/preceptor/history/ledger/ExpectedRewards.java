package dev.preceptor.history.ledger;

import dev.preceptor.recipe.Recipe;
import dev.preceptor.schemas.VerdictKind;
import dev.preceptor.scoring.Criterion;
import dev.preceptor.scoring.GroupScoring;
import dev.preceptor.scoring.VotingRule;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The rewards that a group's responses must have by the log: the grades of its rollout, and the
 * combined verdicts of the judges that were not late.
 *
 * @param rules by reward, the judges that decide it and their rule; without reward functions
 */
record ExpectedRewards(Map<String, VotingRule> rules) {

  ExpectedRewards {
    rules = Map.copyOf(rules);
  }

  static ExpectedRewards of(Recipe recipe) {
    Map<String, VotingRule> rules = new TreeMap<>();
    for (var criterion : GroupScoring.of(recipe).criteria()) {
      if (criterion instanceof Criterion.ByJudges judged) {
        rules.put(judged.name(), judged.rule());
      }
    }
    return new ExpectedRewards(rules);
  }

  /** The required judges that have no judgement and are not recorded as late, sorted. */
  Collection<String> missing(Map<String, Entry.Judgement> judgements, Set<String> late) {
    var missing = new TreeSet<String>();
    rules.values().forEach(rule -> missing.addAll(rule.judges()));
    missing.removeAll(judgements.keySet());
    missing.removeAll(late);
    return missing;
  }

  /**
   * The values by reward, in the form of {@link Entry.Score#rewards}; empty if the reward is left
   * out.
   */
  Map<String, Optional<String>> of(
      Entry.Rollout rollout, Map<String, Entry.Judgement> judgements, Set<String> late) {
    Map<String, List<VerdictKind>> votes = new TreeMap<>();
    judgements.forEach((judge, judgement) -> votes.put(judge, judgement.votes()));
    votes.keySet().removeAll(late);
    Map<String, Optional<String>> expected = new TreeMap<>(rollout.grades());
    rules.forEach((reward, rule) -> expected.put(reward, text(rule.values(votes, rollout.size()))));
    return expected;
  }

  private static Optional<String> text(List<OptionalDouble> values) {
    return values.stream().allMatch(OptionalDouble::isPresent)
        ? Optional.of(values.stream().map(OptionalDouble::getAsDouble).toList().toString())
        : Optional.empty();
  }
}
