package dev.preceptor.vqa.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.preceptor.vqa.http.CircuitBreaker.State;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class CircuitBreakerTest {

  @Test
  void failuresInARowOpenItAndAProbeClosesIt() {
    CircuitBreaker breaker = new CircuitBreaker(3, 100);
    breaker.failed(0);
    breaker.failed(1);
    breaker.succeeded();
    breaker.failed(2);
    breaker.failed(3);
    assertThat(breaker.allows(4)).isTrue();
    breaker.failed(5);
    assertThat(breaker.state(6)).isEqualTo(State.OPEN);
    assertThat(breaker.allows(104)).isFalse();
    assertThat(breaker.openSinceMillis()).isEqualTo(5);
    assertThat(breaker.state(105)).isEqualTo(State.HALF_OPEN);
    assertThat(breaker.allows(105)).isTrue();
    assertThat(breaker.allows(105)).as("one asks, the others wait").isFalse();
    breaker.failed(110);
    assertThat(breaker.allows(209)).isFalse();
    assertThat(breaker.allows(210)).isTrue();
    assertThat(breaker.openSinceMillis()).isEqualTo(5);
    breaker.succeeded();
    assertThat(breaker.state(210)).isEqualTo(State.CLOSED);
  }

  /** However askers and outcomes mingle, a server that is away sees one request a pause. */
  @Property
  void aServerThatIsAwayIsLeftAlone(
      @ForAll @Size(max = 200) List<@IntRange(max = 50) Integer> steps,
      @ForAll @IntRange(min = 1, max = 5) int failuresToOpen) {
    int pause = 100;
    CircuitBreaker breaker = new CircuitBreaker(failuresToOpen, pause);
    long now = 0;
    int asked = 0;
    for (int step : steps) {
      now += step;
      if (breaker.allows(now)) {
        asked++;
        breaker.failed(now);
      }
    }
    assertThat(asked).isLessThanOrEqualTo(failuresToOpen + (int) (now / pause));
  }

  @Property
  void aServerThatAnswersNowAndThenIsNotAway(
      @ForAll @Size(max = 200) List<Boolean> outcomes,
      @ForAll @IntRange(min = 1, max = 5) int failuresToOpen) {
    CircuitBreaker breaker = new CircuitBreaker(failuresToOpen, 100);
    int row = 0;
    for (boolean good : outcomes) {
      if (row >= failuresToOpen) {
        assertThat(breaker.state(0)).isEqualTo(State.OPEN);
        return;
      }
      assertThat(breaker.allows(0)).isTrue();
      row = good ? 0 : row + 1;
      if (good) {
        breaker.succeeded();
      } else {
        breaker.failed(0);
      }
    }
  }
}
