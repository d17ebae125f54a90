package dev.preceptor.vqa.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class RetryDelayTest {

  private static final RetryDelay BACKOFF = new RetryDelay(100, 1000, 5000);

  @Property
  void eachWaitIsTwiceAsHighUpToItsBoundAndAtLeastHalfOfThat(
      @ForAll @IntRange(max = 1_000_000) int repetition,
      @ForAll @DoubleRange(max = 1, maxIncluded = false) double uniform) {
    long height = repetition > 3 ? 1000 : 100L << repetition;
    assertThat(BACKOFF.delayMillis(repetition, Optional.empty(), uniform))
        .isBetween(height / 2, height);
  }

  @Test
  void aServerThatSaysWhenIsBelievedWithinBounds() {
    assertThat(BACKOFF.delayMillis(0, Optional.of(Duration.ofSeconds(2)), 0.5)).isEqualTo(2000);
    assertThat(BACKOFF.delayMillis(0, Optional.of(Duration.ofDays(400)), 0.5)).isEqualTo(5000);
    assertThat(BACKOFF.delayMillis(0, Optional.of(Duration.ofSeconds(Long.MAX_VALUE)), 0.5))
        .isEqualTo(5000);
    assertThat(BACKOFF.delayMillis(3, Optional.of(Duration.ZERO), 0)).isEqualTo(400);
  }
}
