package dev.preceptor.launcher.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.preceptor.schemas.GroupKey;
import org.junit.jupiter.api.Test;

class GroupsUnderwayTest {

  @Test
  void theGroupsOfTheComingStepAreCountedOnce() {
    var groups = new GroupsUnderway(4);
    groups.sampled(new GroupKey(2, 0));
    groups.sampled(new GroupKey(2, 0));
    groups.sampled(new GroupKey(3, 0));
    groups.scored(new GroupKey(2, 0));
    assertThat(groups.text(2)).isEqualTo("step 2: 1 of 4 sampled, 1 scored");
    groups.stepped(2);
    assertThat(groups.text(3)).isEqualTo("step 3: 1 of 4 sampled, 0 scored");
  }
}
