package dev.preceptor.judge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.preceptor.models.InputException;
import dev.preceptor.recipe.JudgeKeys;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class JudgeAssignmentTest {

  private static final JudgeKeys ONE = new JudgeKeys("one", Path.of("models/one"));
  private static final JudgeKeys TWO = new JudgeKeys("two", Path.of("models/two"));

  @Test
  void withoutAJudgeInTheRecipeThereIsNothingToDo() {
    assertThat(JudgeAssignment.of(List.of(), Optional.empty()).judge()).isEmpty();
  }

  @Test
  void theOnlyJudgeNeedsNoName() {
    JudgeAssignment assignment = JudgeAssignment.of(List.of(ONE), Optional.empty());
    assertThat(assignment.judge()).contains(ONE);
    assertThat(assignment.group()).isEqualTo("judge.one");
  }

  @Test
  void ofSeveralOneIsNamed() {
    assertThat(JudgeAssignment.of(List.of(ONE, TWO), Optional.of("two")).judge()).contains(TWO);
    assertThatThrownBy(() -> JudgeAssignment.of(List.of(ONE, TWO), Optional.empty()))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("recipe has one, two; set it");
    assertThatThrownBy(() -> JudgeAssignment.of(List.of(ONE), Optional.of("three")))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("three")
        .hasMessageContaining("recipe has one");
  }
}
