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
  void exactlyWhatIsToBlameIsLeft(
      @ForAll @Size(min = 1, max = 4) Set<@IntRange(max = 19) Integer> guilty) {
    var smallest = Reduction.smallest(twenty(), part -> part.containsAll(guilty), 10_000);
    assertThat(smallest).isSorted().containsExactlyInAnyOrderElementsOf(guilty);
  }

  @Property
  void whatIsLeftFailsHoweverFewTriesThereAre(
      @ForAll @Size(min = 1, max = 4) Set<@IntRange(max = 19) Integer> guilty,
      @ForAll @IntRange(max = 30) int tries) {
    var asked = new AtomicInteger();
    var smallest =
        Reduction.smallest(
            twenty(),
            part -> {
              asked.incrementAndGet();
              return part.containsAll(guilty);
            },
            tries);
    assertThat(smallest).containsAll(guilty);
    assertThat(asked.get()).isLessThanOrEqualTo(tries);
  }

  private static List<Integer> twenty() {
    return IntStream.range(0, 20).boxed().toList();
  }
}
