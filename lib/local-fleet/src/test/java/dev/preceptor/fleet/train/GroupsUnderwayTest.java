package dev.preceptor.fleet.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.preceptor.schemas.GroupKey;
import java.util.List;
import org.junit.jupiter.api.Test;

class GroupsUnderwayTest {

  @Test
  void theGroupsOfTheCurrentStepAreCountedOnce() {
    var groups = new GroupsUnderway(4, List.of());
    groups.sampled(new GroupKey(2, 0));
    groups.sampled(new GroupKey(2, 0));
    groups.sampled(new GroupKey(3, 0));
    groups.scored(new GroupKey(2, 0));
    assertThat(groups.text(2)).isEqualTo("step 2: 1 of 4 sampled, 1 scored");
    groups.stepped(2);
    assertThat(groups.text(3)).isEqualTo("step 3: 1 of 4 sampled, 0 scored");
  }

  @Test
  void aJudgeThatGroupsWaitForIsReported() {
    var groups = new GroupsUnderway(2, List.of("biogpt", "gpt"));
    groups.sampled(new GroupKey(1, 0));
    groups.sampled(new GroupKey(1, 1));
    groups.judged(new GroupKey(1, 0), "biogpt");
    groups.judged(new GroupKey(1, 0), "observer");
    assertThat(groups.text(1))
        .isEqualTo(
            "step 1: 2 of 2 sampled, 0 scored, 1 waiting for judge biogpt, 2 waiting for judge gpt");
    groups.scored(new GroupKey(1, 0));
    groups.judged(new GroupKey(1, 1), "biogpt");
    assertThat(groups.text(1))
        .isEqualTo("step 1: 2 of 2 sampled, 1 scored, 1 waiting for judge gpt");
    groups.stepped(1);
    assertThat(groups.text(1)).isEqualTo("step 1: 0 of 2 sampled, 0 scored");
  }
}
