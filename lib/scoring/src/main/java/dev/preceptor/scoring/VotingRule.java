package dev.preceptor.scoring;

import dev.preceptor.recipe.Quorum;
import dev.preceptor.schemas.VerdictKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * How judges decide a value between 0 and 1. A vote that is missing, because its judge was late or
 * could not judge, is never read as a no: a value is decided if any word of the missing judges
 * would give the same, and else open. So what is decided does not change when they speak after all.
 *
 * @param judges who votes, one vote each
 * @param quorum how votes become a value
 */
public record Ballot(List<String> judges, Quorum quorum) {

  public Ballot {
    judges = List.copyOf(judges);
  }

  /** One judge decides alone. */
  public static Ballot of(String judge) {
    return new Ballot(List.of(judge), Quorum.ALL);
  }

  /** Whether there is only one judge. */
  boolean isAlone() {
    return judges.size() == 1;
  }

  /**
   * The value for a response; empty while it is open.
   *
   * @param votes one a judge; {@link VerdictKind#unscorable} is a missing one
   */
  public OptionalDouble value(List<VerdictKind> votes) {
    int yes = 0;
    int missing = judges.size() - votes.size();
    for (VerdictKind vote : votes) {
      yes += vote == VerdictKind.yes ? 1 : 0;
      missing += vote == VerdictKind.unscorable ? 1 : 0;
    }
    // More yes never gives less, so what the two extremes share is what all words would give.
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
   * The value for each response of a group.
   *
   * @param words by judge, its verdicts on the responses; one of another number of verdicts, or
   *     none, is a word that is missing
   * @param responses how many there are
   */
  public List<OptionalDouble> values(Map<String, List<VerdictKind>> words, int responses) {
    List<OptionalDouble> values = new ArrayList<>();
    for (int i = 0; i < responses; i++) {
      List<VerdictKind> votes = new ArrayList<>();
      for (String judge : judges) {
        List<VerdictKind> word = words.getOrDefault(judge, List.of());
        if (word.size() == responses) {
          votes.add(word.get(i));
        }
      }
      values.add(value(votes));
    }
    return values;
  }
}
