package dev.preceptor.judge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.preceptor.schemas.GroupKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class JudgeQueueTest {

  private final JudgeQueue<String> queue = new JudgeQueue<>(3);

  private static HeldGroup<String> group(int step, long deadlineMillis) {
    return new HeldGroup<>(
        new GroupKey(step, 0), List.of("text"), deadlineMillis, step % 2, 0, "receipt " + step);
  }

  private static Optional<Integer> step(Optional<HeldGroup<String>> group) {
    return group.map(held -> held.key().step());
  }

  @Test
  void whatSomebodyWaitsForGoesBeforeWhatIsLate() {
    queue.hold(group(1, 100));
    queue.hold(group(2, 200));
    queue.hold(group(3, 300));
    assertThat(step(queue.next(150))).contains(2);
    assertThat(step(queue.next(150))).contains(3);
    assertThat(step(queue.next(150))).as("late ones when nobody waits").contains(1);
    assertThat(queue.next(150)).isEmpty();
  }

  @Test
  void whereTooManyAreHeldTheOldestLateOneIsGivenUp() {
    queue.hold(group(2, 200));
    queue.hold(group(1, 100));
    assertThat(queue.overflow(1000)).as("there is room").isEmpty();
    queue.hold(group(3, 3000));
    assertThat(queue.isFull()).isTrue();
    assertThat(step(queue.overflow(1000))).contains(1);
    assertThat(queue.overflow(1000)).isEmpty();
    queue.hold(group(4, 4000));
    queue.hold(group(5, 5000));
    assertThat(step(queue.overflow(1000))).contains(2);
    assertThat(queue.overflow(1000)).as("nobody is given up who is waited for").isEmpty();
  }

  @Test
  void whatIsAnotherWorkersIsForgotten() {
    queue.hold(group(1, 100));
    queue.hold(group(2, 100));
    queue.hold(group(3, 100));
    queue.revoke(List.of(1));
    assertThat(step(queue.next(0))).contains(2);
    assertThat(queue.size()).isZero();
  }

  /** Every group comes out once, and never a late one while another is in time. */
  @Property
  void everyGroupHasItsTurn(
      @ForAll @Size(max = 40) List<@IntRange(max = 200) Integer> deadlines,
      @ForAll @IntRange(max = 200) int now) {
    JudgeQueue<String> many = new JudgeQueue<>(1000);
    for (int i = 0; i < deadlines.size(); i++) {
      many.hold(group(i + 1, deadlines.get(i)));
    }
    int late = (int) deadlines.stream().filter(deadline -> group(1, deadline).isLate(now)).count();
    List<HeldGroup<String>> out = new ArrayList<>();
    for (var next = many.next(now); next.isPresent(); next = many.next(now)) {
      out.add(next.get());
    }
    assertThat(out).extracting(HeldGroup::key).doesNotHaveDuplicates().hasSize(deadlines.size());
    assertThat(out.subList(0, out.size() - late)).noneMatch(held -> held.isLate(now));
    assertThat(out.subList(out.size() - late, out.size())).allMatch(held -> held.isLate(now));
  }
}
