package dev.preceptor.vqa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.preceptor.models.InputException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PromptTemplateTest {

  private static final Question OPACITY =
      new Question(
          1,
          "Which side of the chest shows the bright opacity?",
          List.of("left", "right", "both", "none"),
          'B',
          Path.of("chest.png"),
          Optional.empty());

  /** The paper's Fig. S5; the same prompt as in the goldens made with transformers. */
  @Test
  void theChatTemplateIsThePapers() {
    assertThat(PromptTemplate.CHAT.render(OPACITY))
        .isEqualTo(
            "Which side of the chest shows the bright opacity? Choose between the following"
                + " options: A:left , B:right , C:both , D:none\nOutput the thinking process in"
                + " <think> </think> and final answer in <answer> </answer> tags.");
    assertThat(PromptTemplate.CHAT.isTurn()).isTrue();
  }

  @Test
  void theBaseTemplateEndsInsideTheThinkingText() {
    String prompt = PromptTemplate.BASE.render(OPACITY);
    assertThat(prompt)
        .startsWith("A conversation between User and Assistant. ")
        .contains(
            "\nUser: Which side of the chest shows the bright opacity? Choose between the"
                + " following options: A:left , B:right , C:both , D:none\nAssistant: ")
        .endsWith("\nAssistant: Let me solve this step by step.\n<think>");
    assertThat(PromptTemplate.BASE.isTurn()).isFalse();
  }

  @Test
  void aTemplateIsFoundByItsNameInRecipes() {
    assertThat(PromptTemplate.byName("chat")).isEqualTo(PromptTemplate.CHAT);
    assertThat(PromptTemplate.byName("base")).isEqualTo(PromptTemplate.BASE);
    assertThatThrownBy(() -> PromptTemplate.byName("chta"))
        .isInstanceOf(InputException.class)
        .hasMessage("prompt_template \"chta\" is unknown; use chat or base");
  }
}
