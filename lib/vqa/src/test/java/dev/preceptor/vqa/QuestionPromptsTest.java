package dev.preceptor.vqa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.preceptor.models.InputException;
import dev.preceptor.models.checkpoint.MemoryModel;
import dev.preceptor.models.checkpoint.ModelFiles;
import dev.preceptor.models.language.Architecture;
import dev.preceptor.models.language.TokenizedPrompt;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class QuestionPromptsTest {

  private static final Path MODEL = Path.of("../models/src/test/resources/goldens/qwen2-vl");
  private static final String TURN =
      "<|im_start|>user\n{% for p in messages[0]['content'] %}{% if p['type'] == 'image' %}"
          + "<|vision_start|><|image_pad|><|vision_end|>{% else %}{{ p['text'] }}{% endif %}"
          + "{% endfor %}<|im_end|>\n{% if add_generation_prompt %}<|im_start|>assistant\n"
          + "{% endif %}";

  /** The prompts of the model with another chat template; without one if it is empty. */
  private static QuestionPrompts prompts(PromptTemplate template, String chatTemplate) {
    Map<String, byte[]> files = new HashMap<>(ModelFiles.of(MODEL).files());
    files.keySet().removeIf(name -> name.startsWith("chat_template"));
    files.put(
        "tokenizer_config.json",
        new String(files.get("tokenizer_config.json"), StandardCharsets.UTF_8)
            .replace("\"chat_template\"", "\"no_template\"")
            .getBytes(StandardCharsets.UTF_8));
    if (!chatTemplate.isEmpty()) {
      files.put("chat_template.jinja", chatTemplate.getBytes(StandardCharsets.UTF_8));
    }
    MemoryModel model = new MemoryModel(files, Map.of());
    return QuestionPrompts.of(
        template,
        Architecture.of(model).processor(model),
        OptionalInt.empty(),
        OptionalInt.empty());
  }

  private static Question question(String text, String choice) {
    return new Question(
        7, text, List.of("left", choice, "both", "none"), 'B', MODEL, Optional.empty());
  }

  /** transformers: "this processor does not have a chat template". */
  @Test
  void aModelWithoutAChatTemplateCannotBeAskedInTurns() {
    assertThatThrownBy(() -> prompts(PromptTemplate.CHAT, ""))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("the model has no chat template")
        .hasMessageContaining("use prompt_template base")
        .hasMessageNotContaining("\n");
    assertThat(prompts(PromptTemplate.BASE, "").text(question("Which?", "right")))
        .endsWith("\n<think>");
  }

  @Test
  void aChatTemplateThatLeavesOutTheImageOrTheQuestionIsRefused() {
    assertThatThrownBy(
            () -> prompts(PromptTemplate.CHAT, TURN.replace("<|image_pad|>", "<|video_pad|>")))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("the chat template writes no <|vision_start|><|image_pad|>");
    assertThatThrownBy(() -> prompts(PromptTemplate.CHAT, TURN.replace("{{ p['text'] }}", "")))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("leaves out the text of a user turn with an image");
  }

  @ParameterizedTest
  @EnumSource(PromptTemplate.class)
  void aControlTokenOfTheModelInAQuestionIsRefusedWithItsRowAndColumn(PromptTemplate template) {
    QuestionPrompts prompts = prompts(template, TURN);
    assertThat(prompts.refusal(question("Which?", "right"))).isEmpty();
    assertThat(prompts.text(question("Which <b>?", "|right|"))).contains("Which <b>?");
    assertThatThrownBy(() -> prompts.text(question("Which?<|endoftext|>", "right")))
        .isInstanceOf(InputException.class)
        .hasMessage("row 7: Question contains the control token <|endoftext|>; remove it");
    assertThatThrownBy(() -> prompts.text(question("Which?", "<|image_pad|>")))
        .isInstanceOf(InputException.class)
        .hasMessage("row 7: Choice B contains the control token <|image_pad|>; remove it");
  }

  /** What the prompt opens reaches whoever asks, whether a chat template or a text opens it. */
  @Test
  void aPromptKnowsWhatItOpens() {
    assertThat(opening(PromptTemplate.BASE, "")).isEqualTo("<think>");
    assertThat(opening(PromptTemplate.CHAT, TURN)).isEmpty();
    assertThat(opening(PromptTemplate.CHAT, TURN.replace("assistant\n", "assistant\n<think>\n")))
        .isEqualTo("<think>\n");
  }

  private static String opening(PromptTemplate template, String chatTemplate) {
    QuestionPrompts prompts = prompts(template, chatTemplate);
    Question question = question("Which?", "right");
    TokenizedPrompt prompt =
        prompts.prompt(
            prompts.text(question),
            prompts.images().fit(dev.preceptor.models.image.Image.read(MODEL.resolve("tiny.png"))));
    return prompt.opening();
  }
}
