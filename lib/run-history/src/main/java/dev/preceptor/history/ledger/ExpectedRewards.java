package dev.preceptor.history.ledger;

import dev.preceptor.recipe.Recipe;
import dev.preceptor.schemas.VerdictKind;
import dev.preceptor.scoring.Ballot;
import dev.preceptor.scoring.Criterion;
import dev.preceptor.scoring.GroupScoring;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What a group's responses are worth by what the log says of them: the grades of its rollout, and
 * what the judges that were not late say together.
 *
 * @param ballots by reward, who decides it and how; without those of reward functions
 */
record ExpectedRewards(Map<String, Ballot> ballots) {

  ExpectedRewards {
    ballots = Map.copyOf(ballots);
  }

  static ExpectedRewards of(Recipe recipe) {
    Map<String, Ballot> ballots = new TreeMap<>();
    for (var criterion : GroupScoring.of(recipe, "").criteria()) {
      if (criterion instanceof Criterion.ByJudges judged) {
        ballots.put(judged.name(), judged.ballot());
      }
    }
    return new ExpectedRewards(ballots);
  }

  /** The judges whose word is needed that is neither on record nor called late, sorted. */
  Collection<String> silent(Map<String, Entry.Judged> judgements, Set<String> late) {
    var silent = new TreeSet<String>();
    ballots.values().forEach(ballot -> silent.addAll(ballot.judges()));
    silent.removeAll(judgements.keySet());
    silent.removeAll(late);
    return silent;
  }

  /**
   * By reward, its values as {@link Entry.Score#rewards} tells them; empty where it is left out.
   */
  Map<String, Optional<String>> of(
      Entry.Rollout rollout, Map<String, Entry.Judged> judgements, Set<String> late) {
    Map<String, List<VerdictKind>> votes = new TreeMap<>();
    judgements.forEach((judge, said) -> votes.put(judge, said.votes()));
    votes.keySet().removeAll(late);
    Map<String, Optional<String>> worth = new TreeMap<>(rollout.grades());
    ballots.forEach(
        (reward, ballot) -> worth.put(reward, text(ballot.values(votes, rollout.size()))));
    return worth;
  }

  private static Optional<String> text(List<OptionalDouble> values) {
    return values.stream().allMatch(OptionalDouble::isPresent)
        ? Optional.of(values.stream().map(OptionalDouble::getAsDouble).toList().toString())
        : Optional.empty();
  }
}
