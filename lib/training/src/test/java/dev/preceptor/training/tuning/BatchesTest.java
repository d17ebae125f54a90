package dev.preceptor.training.tuning;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BatchesTest {

  private final Batches batches = new Batches(10, 4, true, 7);

  @Test
  void everyEpochTakesEveryExampleOnceInItsOwnOrder() {
    assertThat(batches.stepsPerEpoch()).isEqualTo(3);
    int[] first = epoch(1);
    int[] second = epoch(4);
    assertThat(first).containsExactlyInAnyOrder(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
    assertThat(second).containsExactlyInAnyOrder(first).isNotEqualTo(first);
    assertThat(batches.of(3)).hasSize(2);
  }

  @Test
  void theOrderFollowsFromTheSeed() {
    assertThat(new Batches(10, 4, true, 7).of(2)).isEqualTo(batches.of(2));
    assertThat(new Batches(100, 50, true, 8).of(1))
        .isNotEqualTo(new Batches(100, 50, true, 7).of(1));
  }

  @Test
  void withoutShufflingTheOrderOfTheFileIsKept() {
    Batches inOrder = new Batches(10, 4, false, 7);
    assertThat(inOrder.of(1)).containsExactly(0, 1, 2, 3);
    assertThat(inOrder.of(3)).containsExactly(8, 9);
    assertThat(inOrder.of(4)).containsExactly(0, 1, 2, 3);
  }

  @Test
  void epochsAreCountedInSteps() {
    assertThat(batches.stepsOf(2)).isEqualTo(6);
    assertThat(batches.stepsOf(0.5)).isEqualTo(2);
    assertThat(batches.stepsOf(0.01)).isEqualTo(1);
    assertThat(batches.epochsAfter(3)).isEqualTo(1);
  }

  private int[] epoch(int from) {
    return IntStream.range(from, from + 3)
        .mapToObj(batches::of)
        .flatMapToInt(Arrays::stream)
        .toArray();
  }
}
