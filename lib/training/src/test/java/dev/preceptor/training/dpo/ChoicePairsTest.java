package dev.preceptor.training.dpo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.preceptor.recipe.Target;
import dev.preceptor.training.conversation.WrongConclusion;
import dev.preceptor.vqa.Question;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ChoicePairsTest {

  private static Question question(long row, String... choices) {
    return new Question(
        row, "Which organ?", List.of(choices), 'B', Path.of("i.png"), Optional.empty());
  }

  @Test
  void theRightChoiceIsPreferredToAWrongOneInTheWordingOfTheTarget() {
    Question asked = question(3, "liver", "kidney", "spleen", "lung");
    ChoicePairs.Answers text = new ChoicePairs(Target.ANSWER_TEXT, 1).of(asked).orElseThrow();
    assertThat(text.chosen()).isEqualTo("<answer>kidney</answer>");
    assertThat(text.rejected()).matches("<answer>(liver|spleen|lung)</answer>");
    ChoicePairs.Answers letter = new ChoicePairs(Target.ANSWER_LETTER, 1).of(asked).orElseThrow();
    assertThat(letter.chosen()).isEqualTo("<answer>B</answer>");
    assertThat(letter.rejected()).matches("<answer>[ACD]</answer>");
  }

  @Test
  void theWrongChoiceFollowsFromTheSeedAndTheRowAlone() {
    ChoicePairs pairs = new ChoicePairs(Target.ANSWER_LETTER, 7);
    Set<String> drawn = new HashSet<>();
    for (long row = 1; row <= 60; row++) {
      Question asked = question(row, "liver", "kidney", "spleen", "lung");
      assertThat(pairs.of(asked)).isEqualTo(pairs.of(asked));
      drawn.add(pairs.of(asked).orElseThrow().rejected());
    }
    assertThat(drawn).hasSize(3);
  }

  @Test
  void ofAColumnTheRejectedAnswerHasAWrongConclusion() {
    Question asked = question(1, "kidney", "left kidney", "spleen", "lung");
    WrongConclusion other = new WrongConclusion(asked, 1, 0);
    assertThat(
            other.of(
                "<think>A lung D, left kidney B, kidney A. Organ: left kidney B.</think><answer>B</answer>"))
        .isEqualTo(
            "<think>A lung D, left kidney B, kidney A. Organ: kidney A.</think><answer>A</answer>");
    assertThat(other.of("The left kidney, not left kidneys. <answer>left kidney</answer>"))
        .isEqualTo("The kidney, not left kidneys. <answer>kidney</answer>");
    assertThat(other.of("<answer> B </answer>")).isEqualTo("<answer> A </answer>");
  }

  @Test
  void anAnswerThatNamesNoChoiceMakesNoPair() {
    Question asked =
        new Question(
            1,
            "Which organ?",
            List.of("liver", "kidney", "spleen", "lung"),
            'B',
            Path.of("i.png"),
            Optional.of("I do not know."));
    assertThat(new ChoicePairs(Target.COLUMN, 1).of(asked)).isEmpty();
  }

  @Test
  void aChoiceThatSaysTheSameIsNotWrong() {
    ChoicePairs pairs = new ChoicePairs(Target.ANSWER_TEXT, 1);
    for (long row = 1; row <= 30; row++) {
      assertThat(
              pairs
                  .of(question(row, "kidney", "kidney", "kidney", "lung"))
                  .orElseThrow()
                  .rejected())
          .isEqualTo("<answer>lung</answer>");
    }
    assertThat(pairs.of(question(1, "kidney", "kidney", "kidney", "kidney"))).isEmpty();
  }
}
