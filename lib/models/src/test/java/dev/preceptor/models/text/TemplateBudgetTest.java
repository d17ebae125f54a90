package dev.preceptor.models.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
}
