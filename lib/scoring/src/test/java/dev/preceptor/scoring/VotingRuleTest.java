package dev.preceptor.scoring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.preceptor.recipe.Quorum;
import dev.preceptor.schemas.VerdictKind;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VotingRuleTest {

  private static VotingRule rule(Quorum quorum, int judges) {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < judges; i++) {
      names.add("judge" + i);
    }
    return new VotingRule(names, quorum);
  }

  private static List<VerdictKind> votes(String letters) {
    return letters
        .chars()
        .mapToObj(
            letter ->
                switch (letter) {
                  case 'y' -> VerdictKind.yes;
                  case 'n' -> VerdictKind.no;
                  default -> VerdictKind.unscorable;
                })
        .toList();
  }

  /** y: yes, n: no, -: missing; "open" where the value is undecided. */
  @ParameterizedTest
  @CsvSource({
    // votes, all, any, majority, mean
    "y,    1,    1,    1,    1",
    "n,    0,    0,    0,    0",
    "-,    open, open, open, open",
    "yy,   1,    1,    1,    1",
    "yn,   0,    1,    0,    0.5",
    "nn,   0,    0,    0,    0",
    "y-,   open, 1,    open, open",
    "n-,   0,    open, 0,    open",
    "--,   open, open, open, open",
    "yyy,  1,    1,    1,    1",
    "yyn,  0,    1,    1,    0.6666666666666666",
    "ynn,  0,    1,    0,    0.3333333333333333",
    "yy-,  open, 1,    1,    open",
    "yn-,  0,    1,    open, open",
    "nn-,  0,    open, 0,    open",
    "y--,  open, 1,    open, open",
    "n--,  0,    open, open, open",
    "yynn, 0,    1,    0,    0.5",
    "yyn-, 0,    1,    open, open",
    "ynn-, 0,    1,    0,    open",
    "yyy-, open, 1,    1,    open",
    "nn--, 0,    open, 0,    open",
  })
  void theValueOfEachQuorum(String votes, String all, String any, String majority, String mean) {
    Map<Quorum, String> due =
        Map.of(Quorum.ALL, all, Quorum.ANY, any, Quorum.MAJORITY, majority, Quorum.MEAN, mean);
    due.forEach(
        (quorum, value) ->
            assertThat(rule(quorum, votes.length()).value(votes(votes)))
                .as("%s of %s", quorum, votes)
                .isEqualTo(
                    value.equals("open")
                        ? OptionalDouble.empty()
                        : OptionalDouble.of(Double.parseDouble(value))));
  }

  /** The definition: a value is decided if every way to fill in the missing votes gives it. */
  @Property
  void aValueIsDecidedIfTheMissingVotesCannotChangeIt(
      @ForAll Quorum quorum, @ForAll @Size(min = 1, max = 6) List<VerdictKind> votes) {
    VotingRule rule = rule(quorum, votes.size());
    Set<OptionalDouble> possible = new HashSet<>();
    fill(votes, 0, filled -> possible.add(rule.value(filled)));
    assertThat(possible).allMatch(OptionalDouble::isPresent);
    assertThat(rule.value(votes))
        .isEqualTo(possible.size() == 1 ? possible.iterator().next() : OptionalDouble.empty());
  }

  private interface Visitor {
    void visit(List<VerdictKind> votes);
  }

  /** All ways to fill in missing votes. */
  private static void fill(List<VerdictKind> votes, int from, Visitor visitor) {
    int open = votes.subList(from, votes.size()).indexOf(VerdictKind.unscorable);
    if (open < 0) {
      visitor.visit(votes);
      return;
    }
    for (VerdictKind vote : List.of(VerdictKind.yes, VerdictKind.no)) {
      List<VerdictKind> filled = new ArrayList<>(votes);
      filled.set(from + open, vote);
      fill(filled, from + open + 1, visitor);
    }
  }

  @Property
  void theOrderOfJudgesDoesNotMatter(
      @ForAll Quorum quorum,
      @ForAll @Size(min = 1, max = 6) List<VerdictKind> votes,
      @ForAll Random random) {
    List<VerdictKind> shuffled = new ArrayList<>(votes);
    Collections.shuffle(shuffled, random);
    VotingRule rule = rule(quorum, votes.size());
    assertThat(rule.value(shuffled)).isEqualTo(rule.value(votes));
  }

  @Property
  void aJudgeWithTheWrongNumberOfVerdictsCountsAsMissing(@ForAll Quorum quorum) {
    VotingRule rule = rule(quorum, 2);
    List<OptionalDouble> without = rule.values(Map.of("judge0", votes("yn")), 2);
    assertThat(rule.values(Map.of("judge0", votes("yn"), "judge1", votes("n")), 2))
        .isEqualTo(without);
    assertThat(rule.values(Map.of("judge0", votes("yn"), "judge1", votes("--")), 2))
        .isEqualTo(without);
  }
}
