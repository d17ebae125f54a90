package dev.preceptor.training.sft;

import static org.assertj.core.api.Assertions.assertThat;

import dev.preceptor.recipe.SupervisedKeys;
import dev.preceptor.recipe.Target;
import dev.preceptor.vqa.Question;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TargetsTest {

  private static Question question(Optional<String> response) {
    return new Question(
        1,
        "What is shown?",
        List.of("Head", "Abdomen", "Knee", "Hand"),
        'B',
        Path.of("a.png"),
        response);
  }

  private static List<Optional<String>> learnt(
      Optional<Target> target, List<Optional<String>> responses) {
    SupervisedKeys keys = new SupervisedKeys(target, "Response", true, 1, 8);
    return Targets.of(keys, responses.stream().map(TargetsTest::question).toList()).stream()
        .map(Question::response)
        .toList();
  }

  @Test
  void withoutAColumnTheTextOfTheRightChoiceIsLearnt() {
    assertThat(learnt(Optional.empty(), List.of(Optional.empty())))
        .containsExactly(Optional.of("<answer>Abdomen</answer>"));
  }

  @Test
  void aColumnIsLearntWhereTheFileHasIt() {
    assertThat(learnt(Optional.empty(), List.of(Optional.of("as written"), Optional.empty())))
        .containsExactly(Optional.of("as written"), Optional.empty());
  }

  @Test
  void aColumnThatIsNamedAndHasNoAnswersIsNotReplaced() {
    SupervisedKeys keys = new SupervisedKeys(Optional.empty(), "Reasoning", true, 1, 8);
    assertThat(Targets.of(keys, List.of(question(Optional.empty()))).get(0).response()).isEmpty();
  }

  @Test
  void theKeyDecidesWhereItIsGiven() {
    List<Optional<String>> responses = List.of(Optional.of("as written"));
    assertThat(learnt(Optional.of(Target.ANSWER_LETTER), responses))
        .containsExactly(Optional.of("<answer>B</answer>"));
    assertThat(learnt(Optional.of(Target.ANSWER_TEXT), responses))
        .containsExactly(Optional.of("<answer>Abdomen</answer>"));
    assertThat(learnt(Optional.of(Target.COLUMN), responses))
        .containsExactly(Optional.of("as written"));
  }
}
