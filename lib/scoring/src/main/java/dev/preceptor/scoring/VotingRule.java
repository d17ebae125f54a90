package dev.preceptor.scoring;

import dev.preceptor.recipe.Quorum;
import dev.preceptor.schemas.VerdictKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * How the votes of several judges give a value between 0 and 1. A missing vote (the judge was late
 * or could not judge) never counts as a no: a value is decided only if every possible vote of the
 * missing judges would give the same value; otherwise it is undecided. So a decided value never
 * changes when a missing vote arrives later.
 *
 * @param judges the judges, with one vote each
 * @param quorum how the votes are combined
 */
public record VotingRule(List<String> judges, Quorum quorum) {

  public VotingRule {
    judges = List.copyOf(judges);
  }

  /** One judge decides alone. */
  public static VotingRule of(String judge) {
    return new VotingRule(List.of(judge), Quorum.ALL);
  }

  /** Whether there is only one judge. */
  boolean hasOneJudge() {
    return judges.size() == 1;
  }

  /**
   * The value of a response; empty if it is undecided.
   *
   * @param votes one per judge; {@link VerdictKind#unscorable} is a missing vote
   */
  public OptionalDouble value(List<VerdictKind> votes) {
    int yes = 0;
    int missing = judges.size() - votes.size();
    for (VerdictKind vote : votes) {
      yes += vote == VerdictKind.yes ? 1 : 0;
      missing += vote == VerdictKind.unscorable ? 1 : 0;
    }
    // The value never falls with more yes votes, so if the two extremes agree, every outcome does.
    double least = value(yes);
    double most = value(yes + missing);
    return least == most ? OptionalDouble.of(least) : OptionalDouble.empty();
  }

  private double value(int yes) {
    return switch (quorum) {
      case ALL -> yes == judges.size() ? 1 : 0;
      case ANY -> yes > 0 ? 1 : 0;
      case MAJORITY -> 2 * yes > judges.size() ? 1 : 0;
      case MEAN -> (double) yes / judges.size();
    };
  }

  /**
   * The value of each response of a group, [responses].
   *
   * @param byJudge each judge's verdicts on the responses; a judge with no list, or a list of the
   *     wrong length, counts as missing
   * @param responses number of responses
   */
  public List<OptionalDouble> values(Map<String, List<VerdictKind>> byJudge, int responses) {
    List<OptionalDouble> values = new ArrayList<>();
    for (int i = 0; i < responses; i++) {
      List<VerdictKind> votes = new ArrayList<>();
      for (String judge : judges) {
        List<VerdictKind> verdicts = byJudge.getOrDefault(judge, List.of());
        if (verdicts.size() == responses) {
          votes.add(verdicts.get(i));
        }
      }
      values.add(value(votes));
    }
    return values;
  }
}
