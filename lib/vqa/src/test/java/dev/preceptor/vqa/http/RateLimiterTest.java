package dev.preceptor.vqa.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class RateLimiterTest {

  @Property
  void noMinuteHasMoreThanItsNumberAndOne(
      @ForAll @IntRange(min = 1, max = 600) int perMinute,
      @ForAll @Size(min = 1, max = 300) List<@IntRange(max = 2000) Integer> gaps) {
    RateLimiter limiter = new RateLimiter(OptionalInt.of(perMinute));
    List<Long> sent = new ArrayList<>();
    long now = 0;
    for (int gap : gaps) {
      now += gap;
      sent.add(now + limiter.reserveMillis(now));
    }
    for (int i = 0; i + perMinute + 1 < sent.size(); i++) {
      assertThat(sent.get(i + perMinute + 1) - sent.get(i)).isGreaterThanOrEqualTo(60_000 - 1);
    }
    assertThat(sent).isSorted();
  }

  @Test
  void whoeverComesSeldomNeverWaits() {
    RateLimiter limiter = new RateLimiter(OptionalInt.of(60));
    for (long now = 0; now < 100_000; now += 1000) {
      assertThat(limiter.reserveMillis(now)).isZero();
    }
  }

  @Test
  void withoutALimitOnlyAPauseIsKept() {
    RateLimiter limiter = new RateLimiter(OptionalInt.empty());
    assertThat(limiter.reserveMillis(5)).isZero();
    assertThat(limiter.reserveMillis(5)).isZero();
    limiter.pause(100);
    limiter.pause(50);
    assertThat(limiter.reserveMillis(40)).isEqualTo(60);
    assertThat(limiter.reserveMillis(200)).isZero();
  }
}
