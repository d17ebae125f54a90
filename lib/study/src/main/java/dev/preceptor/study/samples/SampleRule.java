package dev.preceptor.study.samples;

import dev.preceptor.study.compare.AnswerSet;
import dev.preceptor.study.compare.AnsweredQuestion;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/** Which questions are shown. The same rule, answers and seed choose the same questions. */
public enum SampleRule {
  /** Drawn from those that some of the policies have right and others wrong. */
  FLIPS {
    @Override
    List<Long> candidates(List<AnswerSet> sets, long seed) {
      return drawn(
          rows(sets)
              .filter(
                  row -> answers(sets, row).map(AnsweredQuestion::correct).distinct().count() > 1)
              .toList(),
          seed);
    }
  },
  /** Those with the longest response of any policy, longest first. */
  LONGEST {
    @Override
    List<Long> candidates(List<AnswerSet> sets, long seed) {
      return rows(sets)
          .sorted(
              Comparator.comparingInt(
                      (Long row) ->
                          -answers(sets, row)
                              .mapToInt(answer -> answer.response().length())
                              .max()
                              .orElse(0))
                  .thenComparing(row -> row))
          .toList();
    }
  },
  /** Drawn from all. */
  RANDOM {
    @Override
    List<Long> candidates(List<AnswerSet> sets, long seed) {
      return drawn(rows(sets).toList(), seed);
    }
  };

  abstract List<Long> candidates(List<AnswerSet> sets, long seed);

  /**
   * The rows that are shown, in the order of the file; fewer where the rule finds fewer.
   *
   * @param sets answers to the same questions, at least one set
   * @param n most rows
   * @param seed of the draw
   */
  public List<Long> choose(List<AnswerSet> sets, int n, long seed) {
    sets.forEach(sets.get(0)::requireSameQuestions);
    return candidates(sets, seed).stream().limit(n).sorted().toList();
  }

  private static Stream<Long> rows(List<AnswerSet> sets) {
    return sets.get(0).answers().keySet().stream();
  }

  private static Stream<AnsweredQuestion> answers(List<AnswerSet> sets, Long row) {
    return sets.stream().map(set -> set.answers().get(row));
  }

  private static List<Long> drawn(List<Long> rows, long seed) {
    List<Long> shuffled = new ArrayList<>(rows);
    Collections.shuffle(shuffled, new Random(seed));
    return shuffled;
  }
}
