package dev.preceptor.learner;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class PromptScheduleTest {

  private static List<Integer> asked(PromptSchedule schedule, int promptsPerStep, int steps) {
    List<Integer> asked = new ArrayList<>();
    for (int step = 1; step <= steps; step++) {
      for (int slot = 0; slot < promptsPerStep; slot++) {
        asked.add(schedule.question(step, slot));
      }
    }
    return asked;
  }

  @Property(tries = 200)
  void everyEpochAsksEveryQuestionOnce(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 30) int rows,
      @ForAll @IntRange(min = 1, max = 8) int promptsPerStep) {
    List<Integer> asked =
        asked(new PromptSchedule(seed, rows, promptsPerStep), promptsPerStep, 3 * rows);
    for (int epoch = 0; epoch < 3; epoch++) {
      assertThat(asked.subList(epoch * rows, (epoch + 1) * rows))
          .containsExactlyInAnyOrderElementsOf(IntStream.range(0, rows).boxed().toList());
    }
  }

  @Property(tries = 200)
  void aSpareAsksWhatNeitherItsStepNorTheNextAsks(@ForAll long seed) {
    PromptSchedule schedule = new PromptSchedule(seed, 40, 4);
    for (int step = 1; step <= 9; step++) {
      List<Integer> near = new ArrayList<>();
      for (int slot = 0; slot < 4; slot++) {
        near.add(schedule.question(step, slot));
        near.add(schedule.question(step + 1, slot));
      }
      for (int spare = 4; spare < 8; spare++) {
        assertThat(near).doesNotContain(schedule.question(step, spare));
        assertThat(schedule.question(step, spare)).isBetween(0, 39);
      }
    }
    assertThat(new PromptSchedule(seed, 1, 4).question(3, 5)).isZero();
  }

  @Test
  void aRestartedLearnerAsksTheSame() {
    List<Integer> first = asked(new PromptSchedule(42, 100, 8), 8, 50);
    PromptSchedule restarted = new PromptSchedule(42, 100, 8);
    assertThat(restarted.question(40, 3)).isEqualTo(first.get(39 * 8 + 3));
    assertThat(restarted.question(2, 0)).isEqualTo(first.get(8));
  }

  @Test
  void epochsAndSeedsDiffer() {
    PromptSchedule schedule = new PromptSchedule(42, 100, 100);
    List<Integer> both = asked(schedule, 100, 2);
    assertThat(both.subList(0, 100)).isNotEqualTo(both.subList(100, 200));
    assertThat(asked(new PromptSchedule(43, 100, 100), 100, 1)).isNotEqualTo(both.subList(0, 100));
  }
}
