package dev.preceptor.models.text;

import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.LongSupplier;

/**
 * What one rendering of a chat template may still do: a number of steps, of characters that it
 * handles, and some time. Whatever costs time or memory in a rendering charges it first, so a
 * rendering that would exceed a limit ends before it does, in its own thread.
 */
final class TemplateBudget {

  /** Nodes of the template that one rendering visits. */
  static final int MAX_STEPS = 50_000;

  /**
   * Characters that one rendering handles: those of the texts that are read, compared, searched or
   * written, counted each time. Bounds the memory as well: about 64 MB.
   */
  static final long MAX_CHARACTERS = 1 << 25;

  static final Duration MAX_TIME = Duration.ofSeconds(10);

  /** Lists in lists. */
  private static final int MAX_NESTING = 64;

  private static final ThreadLocal<TemplateBudget> CURRENT = new ThreadLocal<>();

  private final LongSupplier nanoTime;
  private final long startNanos;
  private int steps;
  private long characters;
  private Exhausted exhausted;

  private TemplateBudget(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    startNanos = nanoTime.getAsLong();
  }

  /**
   * Renders within a new budget.
   *
   * @throws Exhausted if the rendering exceeds a limit
   */
  static <T> T within(Callable<T> rendering) throws Exception {
    return within(rendering, System::nanoTime);
  }

  /** The same by another clock, nanoseconds. */
  static <T> T within(Callable<T> rendering, LongSupplier nanoTime) throws Exception {
    TemplateBudget budget = new TemplateBudget(nanoTime);
    CURRENT.set(budget);
    try {
      T result = rendering.call();
      // Calls by reflection turn errors into exceptions, which Jinjava collects.
      if (budget.exhausted != null) {
        throw budget.exhausted;
      }
      return result;
    } finally {
      CURRENT.remove();
    }
  }

  /** Charges a visit to a node of the template with the given length. */
  static void step(int length) {
    TemplateBudget budget = CURRENT.get();
    if (++budget.steps > MAX_STEPS) {
      budget.exhaust("takes more than %d steps".formatted(MAX_STEPS));
    }
    budget.spend(length);
  }

  /** Charges what it costs to search a text or list for another. */
  static void chargeProduct(long one, long other) {
    boolean tooMuch = one > 0 && other > MAX_CHARACTERS / one;
    CURRENT.get().spend(tooMuch ? MAX_CHARACTERS + 1 : one * other);
  }

  /**
   * Charges a value with everything in it, as often as printing it would write it.
   *
   * @return what was charged
   */
  static long chargeAll(Object value) {
    TemplateBudget budget = CURRENT.get();
    long before = budget.characters;
    budget.spendAll(value, 0);
    return budget.characters - before;
  }

  private void spendAll(Object value, int depth) {
    if (depth > MAX_NESTING) {
      exhaust("puts lists into lists more than %d times".formatted(MAX_NESTING));
    }
    if (value instanceof CharSequence text) {
      spend(1 + text.length());
    } else if (value instanceof Map<?, ?> map) {
      spend(1);
      for (Map.Entry<?, ?> each : map.entrySet()) {
        spendAll(each.getKey(), depth + 1);
        spendAll(each.getValue(), depth + 1);
      }
    } else if (value instanceof Collection<?> list) {
      spend(1);
      for (Object each : list) {
        spendAll(each, depth + 1);
      }
    } else if (value instanceof Object[] array) {
      spend(1);
      for (Object each : array) {
        spendAll(each, depth + 1);
      }
    } else {
      spend(1);
    }
  }

  private void spend(long spent) {
    if (exhausted != null) {
      throw exhausted;
    }
    characters = spent > MAX_CHARACTERS - characters ? MAX_CHARACTERS + 1 : characters + spent;
    if (characters > MAX_CHARACTERS) {
      exhaust("handles more than %d characters".formatted(MAX_CHARACTERS));
    }
    if (Thread.currentThread().isInterrupted()
        || nanoTime.getAsLong() - startNanos > MAX_TIME.toNanos()) {
      exhaust("takes longer than %d s".formatted(MAX_TIME.toSeconds()));
    }
  }

  private void exhaust(String what) {
    exhausted = new Exhausted(what);
    throw exhausted;
  }

  /** Ends a rendering: an error, because Jinjava catches exceptions and goes on. */
  static final class Exhausted extends Error {
    private static final long serialVersionUID = 1L;

    Exhausted(String what) {
      super(what);
    }
  }
}
