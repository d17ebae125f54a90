package dev.preceptor.chaos;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * Finds a small part of a list that still fails as the whole does: delta debugging (Zeller and
 * Hildebrandt, Simplifying and Isolating Failure-Inducing Input, 2002; algorithm ddmin).
 */
public final class Reduction {

  private Reduction() {}

  /**
   * A minimal failing part, or the smallest found when the tries are used up.
   *
   * @param whole the failing list
   * @param fails whether a part, in the same order, fails too
   * @param tries maximum number of calls of {@code fails}
   */
  public static <T> List<T> smallest(List<T> whole, Predicate<List<T>> fails, int tries) {
    List<T> rest = List.copyOf(whole);
    int pieces = 2;
    int left = tries;
    while (rest.size() >= 2) {
      boolean smaller = false;
      for (int i = 0; i < pieces && !smaller; i++) {
        var without = without(rest, i, pieces);
        if (left-- <= 0) {
          return rest;
        }
        if (fails.test(without)) {
          rest = without;
          pieces = Math.max(2, Math.min(pieces - 1, rest.size()));
          smaller = true;
        }
      }
      if (!smaller) {
        if (pieces == rest.size()) {
          return rest;
        }
        pieces = Math.min(2 * pieces, rest.size());
      }
    }
    return rest;
  }

  private static <T> List<T> without(List<T> all, int piece, int pieces) {
    int from = (int) ((long) piece * all.size() / pieces);
    int to = (int) ((long) (piece + 1) * all.size() / pieces);
    List<T> left = new ArrayList<>(all.subList(0, from));
    left.addAll(all.subList(to, all.size()));
    return List.copyOf(left);
  }
}
