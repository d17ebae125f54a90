package dev.preceptor.vqa.grader;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * How similar two texts are, as Python's {@code difflib.SequenceMatcher} measures it (Ratcliff and
 * Obershelp, 1988): twice the characters in matching blocks over the characters of both. The blocks
 * are the longest common block and, on either side of it, again the longest ones. Characters are
 * Unicode code points. Takes cubic time at worst.
 */
final class SequenceMatcher {

  /** From this length of the second text on, its frequent characters begin no block. */
  private static final int FREQUENT_FROM = 200;

  /** A character is frequent if more than this share of the text, and one, are that character. */
  private static final int FREQUENT_PER = 100;

  private final int[] a;
  private final int[] b;
  private final Map<Integer, List<Integer>> placesInB = new HashMap<>();

  private SequenceMatcher(String first, String second) {
    a = first.codePoints().toArray();
    b = second.codePoints().toArray();
    for (int j = 0; j < b.length; j++) {
      placesInB.computeIfAbsent(b[j], character -> new ArrayList<>()).add(j);
    }
    if (b.length >= FREQUENT_FROM) {
      int most = b.length / FREQUENT_PER + 1;
      Set<Integer> frequent = new HashSet<>();
      placesInB.forEach(
          (character, places) -> {
            if (places.size() > most) {
              frequent.add(character);
            }
          });
      placesInB.keySet().removeAll(frequent);
    }
  }

  /**
   * The similarity of two texts; not the same in both orders.
   *
   * @return from 0 to 1; 1 if both are empty
   */
  static double ratio(String first, String second) {
    SequenceMatcher matcher = new SequenceMatcher(first, second);
    int length = matcher.a.length + matcher.b.length;
    return length == 0 ? 1 : 2.0 * matcher.matched() / length;
  }

  /** A part of the first text, from a place on and up to another, and of the second. */
  private record Range(int fromA, int toA, int fromB, int toB) {}

  /** The same characters in both texts. */
  private record Block(int atA, int atB, int length) {}

  private int matched() {
    int matched = 0;
    Deque<Range> open = new ArrayDeque<>();
    open.push(new Range(0, a.length, 0, b.length));
    while (!open.isEmpty()) {
      Range range = open.pop();
      Block block = longest(range);
      if (block.length() > 0) {
        matched += block.length();
        open.push(new Range(range.fromA(), block.atA(), range.fromB(), block.atB()));
        open.push(
            new Range(
                block.atA() + block.length(),
                range.toA(),
                block.atB() + block.length(),
                range.toB()));
      }
    }
    return matched;
  }

  /** The longest common block; of several the first in the first text, then in the second. */
  private Block longest(Range range) {
    Block longest = new Block(range.fromA(), range.fromB(), 0);
    Map<Integer, Integer> endingBefore = Map.of();
    for (int i = range.fromA(); i < range.toA(); i++) {
      Map<Integer, Integer> endingHere = new HashMap<>();
      for (int j : placesInB.getOrDefault(a[i], List.of())) {
        if (j < range.fromB() || j >= range.toB()) {
          continue;
        }
        int length = endingBefore.getOrDefault(j - 1, 0) + 1;
        endingHere.put(j, length);
        if (length > longest.length()) {
          longest = new Block(i - length + 1, j - length + 1, length);
        }
      }
      endingBefore = endingHere;
    }
    return extended(longest, range);
  }

  /** The block with the frequent characters around it that match as well. */
  private Block extended(Block block, Range range) {
    int before =
        (int)
            IntStream.iterate(1, back -> back + 1)
                .takeWhile(
                    back ->
                        block.atA() - back >= range.fromA()
                            && block.atB() - back >= range.fromB()
                            && a[block.atA() - back] == b[block.atB() - back])
                .count();
    int endA = block.atA() + block.length();
    int endB = block.atB() + block.length();
    int after =
        (int)
            IntStream.iterate(0, on -> on + 1)
                .takeWhile(
                    on ->
                        endA + on < range.toA()
                            && endB + on < range.toB()
                            && a[endA + on] == b[endB + on])
                .count();
    return new Block(block.atA() - before, block.atB() - before, before + block.length() + after);
  }
}
