package dev.preceptor.vqa.grading;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.preceptor.models.InputException;
import java.util.List;
import org.junit.jupiter.api.Test;

class RewardFunctionsTest {

  @Test
  void everyRewardIsFoundByItsName() {
    assertThat(RewardFunctions.all())
        .extracting(RewardFunction::name)
        .containsExactly(
            "accuracy", "brevity", "correctness_weighted_length", "extended_chain", "format");
    for (RewardFunction function : RewardFunctions.all()) {
      assertThat(RewardFunctions.byName(function.name())).hasSameClassAs(function);
    }
  }

  @Test
  void aUsersRewardIsRegisteredByAServiceFile() {
    Grade grade = RewardFunctions.byName("brevity").grade(new Graded("B", List.of("a", "b"), 'B'));
    assertThat(grade).isEqualTo(new Grade(-1, "1 characters"));
  }

  @Test
  void anUnknownNameSuggestsTheNearest() {
    assertThatThrownBy(() -> RewardFunctions.byName("acuracy"))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "reward \"acuracy\" is unknown; did you mean accuracy? known rewards: accuracy,"
                + " brevity, correctness_weighted_length, extended_chain, format; a judge's reward has a name listed under judges");
  }

  @Test
  void aGradersInputIsCheckedWhenItIsCreated() {
    List<String> written = List.of("A: MRI", " B:CT\u00a0", "Ultrasound", "D:PET");
    assertThat(Graded.of("x", written, " b"))
        .isEqualTo(new Graded("x", List.of("MRI", "CT", "Ultrasound", "PET"), 'B'));
    assertThatThrownBy(() -> Graded.of("x", written, "E"))
        .isInstanceOf(InputException.class)
        .hasMessage("answer: \"E\" is not a choice's letter; give one of A to D");
    assertThatThrownBy(() -> Graded.of("x", written, ""))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("give one of A to D");
    assertThatThrownBy(() -> Graded.of("x", List.of("a", "B: "), "A"))
        .isInstanceOf(InputException.class)
        .hasMessage("choices: choice B is empty; give it a text");
    assertThatThrownBy(() -> Graded.of("x", List.of(), "A"))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("0 were given");
  }
}
