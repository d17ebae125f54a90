package dev.preceptor.fleet.join;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class CrewWorkTest {

  private final CrewWork work = new CrewWork(List.of("mine"), 2, 1_000);

  @Test
  void changesOfOwnPartitionsAreReportedOnce() {
    assertThat(work.membership(Map.of("other", List.of(0, 1)), 2_000)).isEmpty();
    var shared = Map.of("other", List.of(0), "mine", List.of(1));
    assertThat(work.membership(shared, 3_000)).containsExactly("mine has partition 1");
    assertThat(work.membership(shared, 4_000)).isEmpty();
    assertThat(work.membership(Map.of("mine", List.of(1, 0)), 5_000))
        .containsExactly("mine has partitions 0, 1");
    assertThat(work.workers().get(0).memberMillis()).isEqualTo(2_000);
  }

  @Test
  void aWorkerWithoutAPartitionIsReportedAsIdle() {
    var messages =
        work.membership(Map.of("a", List.of(0), "b", List.of(1), "mine", List.of()), 2_000);
    assertThat(messages).containsExactly("mine is idle: 3 workers for 2 partitions");
  }

  @Test
  void groupsCountForTheirWorker() {
    assertThat(work.wrote("other", OptionalLong.of(3), 2_000)).isEmpty();
    assertThat(work.wrote("mine", OptionalLong.of(3), 3_500))
        .containsExactly("mine finished its first group of step 3, 2.5 s after its start");
    assertThat(work.wrote("mine", OptionalLong.of(4), 9_000)).isEmpty();
    assertThat(work.groups()).isEqualTo(3);
    assertThat(work.ownGroups()).isEqualTo(2);
    assertThat(work.workers().get(0).firstGroupMillis()).isEqualTo(2_500);
  }
}
