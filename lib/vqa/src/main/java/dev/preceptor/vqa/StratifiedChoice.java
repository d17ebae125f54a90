package dev.preceptor.vqa;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;

/**
 * Chooses some of a file's questions. Each right letter keeps its share of the file, to within one
 * question, and among the questions of a letter the choice is at random. It follows from the seed
 * and the rows' numbers alone: the same on every machine, whatever the order of the list. A larger
 * choice with the same seed keeps what a smaller one has, apart from that rounding.
 *
 * @param limit most questions, at least 1
 * @param seed of the choice
 */
record StratifiedChoice(int limit, long seed) {

  /** The chosen questions, in the order of the list. */
  List<Question> of(List<Question> questions) {
    if (questions.size() <= limit) {
      return questions;
    }
    List<List<Question>> letters = new ArrayList<>();
    for (int letter = 0; letter < Question.CHOICES; letter++) {
      char answer = (char) ('A' + letter);
      letters.add(
          questions.stream()
              .filter(question -> question.answer() == answer)
              .sorted(
                  Comparator.comparingLong((Question question) -> rank(question.row()))
                      .thenComparingLong(Question::row))
              .toList());
    }
    int[] quotas = quotas(letters.stream().mapToInt(List::size).toArray(), questions.size());
    TreeSet<Long> rows = new TreeSet<>();
    for (int letter = 0; letter < quotas.length; letter++) {
      letters.get(letter).stream().limit(quotas[letter]).map(Question::row).forEach(rows::add);
    }
    return questions.stream().filter(question -> rows.contains(question.row())).toList();
  }

  /** Each letter's part of the limit, by the largest remainders; of equal ones the first letter. */
  private int[] quotas(int[] counts, int all) {
    int[] quotas = new int[counts.length];
    int left = limit;
    List<Integer> byRemainder = new ArrayList<>();
    for (int letter = 0; letter < counts.length; letter++) {
      quotas[letter] = (int) ((long) limit * counts[letter] / all);
      left -= quotas[letter];
      byRemainder.add(letter);
    }
    byRemainder.sort(
        Comparator.comparingLong((Integer letter) -> -((long) limit * counts[letter] % all))
            .thenComparing(letter -> letter));
    byRemainder.stream().limit(left).forEach(letter -> quotas[letter]++);
    return quotas;
  }

  /** A random number that belongs to a row. */
  private long rank(long row) {
    return SplitMix.hash(seed, row);
  }
}
