package dev.preceptor.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class ReductionTest {

  @Property
  void exactlyTheFailingElementsRemain(
      @ForAll @Size(min = 1, max = 4) Set<@IntRange(max = 19) Integer> culprits) {
    var smallest = Reduction.smallest(twenty(), part -> part.containsAll(culprits), 10_000);
    assertThat(smallest).isSorted().containsExactlyInAnyOrderElementsOf(culprits);
  }

  @Property
  void theResultFailsHoweverFewTriesThereAre(
      @ForAll @Size(min = 1, max = 4) Set<@IntRange(max = 19) Integer> culprits,
      @ForAll @IntRange(max = 30) int tries) {
    var calls = new AtomicInteger();
    var smallest =
        Reduction.smallest(
            twenty(),
            part -> {
              calls.incrementAndGet();
              return part.containsAll(culprits);
            },
            tries);
    assertThat(smallest).containsAll(culprits);
    assertThat(calls.get()).isLessThanOrEqualTo(tries);
  }

  private static List<Integer> twenty() {
    return IntStream.range(0, 20).boxed().toList();
  }
}
