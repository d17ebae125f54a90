package dev.preceptor.models.text;

import static org.assertj.core.api.Assertions.assertThat;

import dev.preceptor.models.checkpoint.Checkpoint;
import dev.preceptor.models.checkpoint.MemoryModel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResponseOpeningTest {

  private static final Path QWEN2_VL = Path.of("src/test/resources/goldens/qwen2-vl");
  private static final Path MISTRAL = Path.of("src/test/resources/goldens/mistral");

  private static ChatTemplate template(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return ChatTemplate.from(new MemoryModel(Map.of("chat_template.jinja", bytes), Map.of()))
        .orElseThrow();
  }

  /** What a prompt opens, with the tokenizer of a folder. */
  private static String opened(Path folder, Optional<ChatTemplate> template, String prompt) {
    try (Checkpoint model = Checkpoint.open(folder);
        Tokenizer tokenizer = Tokenizers.from(model)) {
      return new ResponseOpening(template, tokenizer).of(prompt);
    }
  }

  private static String turn(String generationPrompt, String question) {
    ChatTemplate template =
        template(
            "<|im_start|>user\n{{ messages[0]['content'] }}<|im_end|>\n"
                + "{% if add_generation_prompt %}"
                + generationPrompt
                + "{% endif %}");
    return opened(QWEN2_VL, Optional.of(template), template.ask(question, 0));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      ignoreLeadingAndTrailingWhitespace = false,
      value = {
        "<think>|<think>",
        "<think>\\n|<think>\\n",
        "<think>\\n\\n|<think>\\n\\n",
        "<answer>|<answer>",
        "<think>\\nOkay, |<think>\\nOkay, ",
        "<think>\\n\\n</think>\\n\\n|<think>\\n\\n</think>\\n\\n",
        "Let us see. <think>|<think>",
        "''|''"
      })
  void whatTheGenerationPromptOpensBelongsToTheResponse(String opened, String expected) {
    String header = "<|im_start|>assistant\n";
    assertThat(turn(header + opened.replace("\\n", "\n"), "Why?"))
        .isEqualTo(expected.replace("\\n", "\n"));
  }

  @Test
  void aTemplateThatTakesOnlyPartsHasAGenerationPromptToo() {
    ChatTemplate template =
        template(
            "{% for p in messages[0]['content'] %}{% if p['type'] == 'text' %}{{ p['text'] }}"
                + "{% endif %}{% endfor %}{% if add_generation_prompt %}ASSISTANT: <think>\nOh, "
                + "{% endif %}");
    assertThat(opened(QWEN2_VL, Optional.of(template), template.ask("Why?", 1)))
        .isEqualTo("<think>\nOh, ");
  }

  /** The question is no part of the generation prompt, whatever it ends in. */
  @Test
  void aTagInTheQuestionOpensNothing() {
    assertThat(turn("<|im_start|>assistant\n", "What does <b> do? <think>")).isEmpty();
  }

  @Test
  void aTextToBeContinuedOpensTheTagThatItEndsIn() {
    assertThat(opened(QWEN2_VL, Optional.empty(), "User: <b>?\nAssistant: <think>"))
        .isEqualTo("<think>");
    assertThat(opened(QWEN2_VL, Optional.empty(), "Assistant: <think>\n")).isEqualTo("<think>\n");
    assertThat(opened(QWEN2_VL, Optional.empty(), "<think> </think> tags.")).isEmpty();
    assertThat(opened(QWEN2_VL, Optional.empty(), "a < b and c>")).isEmpty();
    assertThat(opened(QWEN2_VL, Optional.empty(), "")).isEmpty();
  }

  /** {@code <s>} looks like a tag, but never shows in a decoded text. */
  @Test
  void aControlTokenOpensNothing() {
    assertThat(opened(MISTRAL, Optional.empty(), "[INST] Why? [/INST]<s>")).isEmpty();
    assertThat(opened(MISTRAL, Optional.empty(), "[INST] Why? [/INST]<think>"))
        .isEqualTo("<think>");
  }
}
