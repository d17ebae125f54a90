package dev.preceptor.models.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TemplateBudgetTest {

  /** The second product is negative as a long, the third wraps to a small number. */
  @ParameterizedTest
  @CsvSource({"33554432, 2", "4194304, 3298534883328", "4294967296, 4294967297", "1, 33554433"})
  void aProductAboveTheLimitEndsTheRenderingHoweverLargeItIs(long one, long other) {
    assertThatThrownBy(
            () ->
                TemplateBudget.within(
                    () -> {
                      TemplateBudget.chargeProduct(one, other);
                      return "";
                    }))
        .isInstanceOf(TemplateBudget.Exhausted.class);
  }

  @Test
  void aProductWithinTheLimitIsCharged() throws Exception {
    assertThat(
            TemplateBudget.<String>within(
                () -> {
                  TemplateBudget.chargeProduct(0, Long.MAX_VALUE);
                  TemplateBudget.chargeProduct(TemplateBudget.MAX_CHARACTERS, 1);
                  return "rendered";
                }))
        .isEqualTo("rendered");
  }

  /** Steps of no length, at a standstill of the clock: neither characters nor time run out. */
  @Test
  void oneStepTooManyEndsTheRendering() throws Exception {
    assertThat(TemplateBudget.within(() -> steps(TemplateBudget.MAX_STEPS), () -> 0))
        .isEqualTo("rendered");
    assertThatThrownBy(
            () -> TemplateBudget.within(() -> steps(TemplateBudget.MAX_STEPS + 1), () -> 0))
        .isInstanceOf(TemplateBudget.Exhausted.class)
        .hasMessage("takes more than 50000 steps");
  }

  private static String steps(int count) {
    for (int i = 0; i < count; i++) {
      TemplateBudget.step(0);
    }
    return "rendered";
  }

  @Test
  void aStepAfterTheTimeIsUpEndsTheRendering() throws Exception {
    AtomicLong clock = new AtomicLong(Long.MAX_VALUE - 1); // about to wrap around
    List<String> passed = new ArrayList<>();
    Callable<String> slow =
        () -> {
          TemplateBudget.step(0);
          passed.add("at once");
          clock.addAndGet(TemplateBudget.MAX_TIME.toNanos());
          TemplateBudget.step(0);
          passed.add("just in time");
          clock.incrementAndGet();
          TemplateBudget.step(0);
          return "rendered";
        };
    assertThatThrownBy(() -> TemplateBudget.within(slow, clock::get))
        .isInstanceOf(TemplateBudget.Exhausted.class)
        .hasMessage("takes longer than 10 s");
    assertThat(passed).containsExactly("at once", "just in time");
    assertThat(TemplateBudget.within(slow, () -> 0)).isEqualTo("rendered");
  }

  @Test
  void anInterruptedRenderingEndsWithItsNextStep() {
    Thread.currentThread().interrupt();
    try {
      assertThatThrownBy(() -> TemplateBudget.within(() -> steps(1), () -> 0))
          .isInstanceOf(TemplateBudget.Exhausted.class)
          .hasMessage("takes longer than 10 s");
    } finally {
      Thread.interrupted();
    }
  }
}
