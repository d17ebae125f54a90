package dev.preceptor.vqa.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class ServerBreakerTest {

  private static final Duration PAUSE = Duration.ofMillis(100);

  private long now;

  private CircuitBreaker breaker(int failuresToOpen) {
    return ServerBreaker.of(failuresToOpen, PAUSE, () -> now);
  }

  private boolean allows(CircuitBreaker breaker, long nowMillis) {
    now = nowMillis;
    return breaker.tryAcquirePermission();
  }

  private void fail(CircuitBreaker breaker, long nowMillis) {
    now = nowMillis;
    breaker.onError(0, TimeUnit.MILLISECONDS, new IllegalStateException("status 500"));
  }

  private static void succeed(CircuitBreaker breaker) {
    breaker.onSuccess(0, TimeUnit.MILLISECONDS);
  }

  @Test
  void failuresInARowOpenItAndAProbeClosesIt() {
    CircuitBreaker breaker = breaker(3);
    fail(breaker, 0);
    fail(breaker, 1);
    succeed(breaker);
    fail(breaker, 2);
    fail(breaker, 3);
    assertThat(allows(breaker, 4)).isTrue();
    fail(breaker, 5);
    assertThat(breaker.getState()).isEqualTo(State.OPEN);
    assertThat(allows(breaker, 104)).isFalse();
    assertThat(allows(breaker, 105)).isTrue();
    assertThat(breaker.getState()).isEqualTo(State.HALF_OPEN);
    assertThat(allows(breaker, 105)).as("one asks, the others wait").isFalse();
    fail(breaker, 110);
    assertThat(allows(breaker, 209)).isFalse();
    assertThat(allows(breaker, 210)).isTrue();
    succeed(breaker);
    assertThat(breaker.getState()).isEqualTo(State.CLOSED);
  }

  /** However askers and outcomes mingle, a server that is away sees one request a pause. */
  @Property
  void aServerThatIsAwayIsLeftAlone(
      @ForAll @Size(max = 200) List<@IntRange(max = 50) Integer> steps,
      @ForAll @IntRange(min = 1, max = 5) int failuresToOpen) {
    now = 0;
    CircuitBreaker breaker = breaker(failuresToOpen);
    int asked = 0;
    for (int step : steps) {
      if (allows(breaker, now + step)) {
        asked++;
        fail(breaker, now);
      }
    }
    assertThat(asked).isLessThanOrEqualTo(failuresToOpen + (int) (now / PAUSE.toMillis()));
  }

  @Property
  void aServerThatAnswersNowAndThenIsNotAway(
      @ForAll @Size(max = 200) List<Boolean> outcomes,
      @ForAll @IntRange(min = 1, max = 5) int failuresToOpen) {
    CircuitBreaker breaker = breaker(failuresToOpen);
    int row = 0;
    for (boolean good : outcomes) {
      if (row >= failuresToOpen) {
        assertThat(breaker.getState()).isEqualTo(State.OPEN);
        return;
      }
      assertThat(allows(breaker, 0)).isTrue();
      row = good ? 0 : row + 1;
      if (good) {
        succeed(breaker);
      } else {
        fail(breaker, 0);
      }
    }
  }
}
