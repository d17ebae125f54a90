package dev.preceptor.learner;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.preceptor.schemas.ScoredGroup;
import dev.preceptor.schemas.UnreadableRecordException;
import java.util.List;
import org.junit.jupiter.api.Test;

class GroupCheckTest {

  private final GroupCheck check = new GroupCheck(5, 2, 2);

  private void refuses(String key, ScoredGroup group, String why) {
    assertThatThrownBy(() -> check.require(key, group))
        .isInstanceOf(UnreadableRecordException.class)
        .hasMessageContaining(why);
  }

  @Test
  void scoredAndFailedGroupsPass() {
    assertThatCode(() -> check.require("5-1", Fakes.group(5, 1, 0, 1))).doesNotThrowAnyException();
    assertThatCode(() -> check.require("5-1", Fakes.failed(5, 1, "x"))).doesNotThrowAnyException();
  }

  @Test
  void whatNoStepCanTrainOnIsRefusedByName() {
    refuses("4-1", Fakes.group(5, 1, 0, 1), "key 4-1");
    refuses("6-0", Fakes.group(6, 0, 0, 1), "steps 1 to 5");
    refuses("5-2", Fakes.group(5, 2, 0, 1), "slots 0 to 1");
    refuses("5-0", Fakes.group(5, 0, 1), "1 responses; num_generations is 2");
    refuses("5-0", Fakes.group(5, 0, 0, Double.NaN), "NaN");
    ScoredGroup empty = Fakes.group(5, 0, 0, 1);
    empty.getResponses().get(1).getResponse().setTokenIds(List.of());
    refuses("5-0", empty, "0 tokens with 2 log-probabilities");
  }
}
