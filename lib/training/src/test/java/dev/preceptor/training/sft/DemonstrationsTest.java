package dev.preceptor.training.sft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.preceptor.models.InputException;
import dev.preceptor.models.checkpoint.MemoryModel;
import dev.preceptor.models.checkpoint.ModelFiles;
import dev.preceptor.models.language.Architecture;
import dev.preceptor.models.language.Processor;
import dev.preceptor.models.qwen2vl.Qwen2VlConfig;
import dev.preceptor.vqa.PromptTemplate;
import dev.preceptor.vqa.Question;
import dev.preceptor.vqa.QuestionPrompts;
import dev.preceptor.vqa.Rejected;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DemonstrationsTest {

  private static final Path MODEL = Path.of("../models/src/test/resources/goldens/qwen2-vl");
  private static final String GOOD = "<think>a bean</think><answer>B</answer>";

  /** Demonstrations for the model, the generation prompt of whose template ends in a text. */
  private static Demonstrations learn(PromptTemplate template, String opened, String... responses) {
    Map<String, byte[]> files = new HashMap<>(ModelFiles.of(MODEL).files());
    String turns = new String(files.get("chat_template.jinja"), StandardCharsets.UTF_8);
    assertThat(turns).contains("assistant\n");
    files.put(
        "chat_template.jinja",
        turns.replace("assistant\n", "assistant\n" + opened).getBytes(StandardCharsets.UTF_8));
    MemoryModel model = new MemoryModel(files, Map.of());
    List<Question> questions = new ArrayList<>();
    for (String response : responses) {
      questions.add(
          new Question(
              questions.size() + 1,
              "Which organ?",
              List.of("liver", "kidney", "spleen", "lung"),
              'B',
              MODEL.resolve("tiny.png"),
              Optional.of(response)));
    }
    return new Demonstrations(
        questions,
        QuestionPrompts.of(
            template,
            Architecture.of(model).processor(model),
            OptionalInt.empty(),
            OptionalInt.empty()),
        Qwen2VlConfig.from(model).eosTokenIds(),
        400,
        200,
        "Reasoning");
  }

  /** The tokens of an example's prompt and of what is learnt, as text. */
  private static String[] learnt(Demonstrations demonstrations, int index) {
    try (Processor processor =
        Architecture.of(ModelFiles.of(MODEL)).processor(ModelFiles.of(MODEL))) {
      var example = demonstrations.example(index);
      return new String[] {
        processor.tokenizer().decode(example.prompt().ids(), false),
        processor.tokenizer().decode(example.answer(), false)
      };
    }
  }

  /** TRL appends the end of a turn only where the text does not end in it. */
  @ParameterizedTest
  @ValueSource(strings = {"", "<|im_end|>", "<|endoftext|>"})
  void everyAnswerEndsOnce(String written) {
    assertThat(learnt(learn(PromptTemplate.CHAT, "", GOOD + written), 0)[1])
        .isEqualTo(GOOD + "<|im_end|>");
  }

  @Test
  void controlTokensInAnAnswerAreRejectedWithTheirRowAndColumn() {
    Demonstrations read =
        learn(
            PromptTemplate.CHAT,
            "",
            GOOD,
            GOOD + "<|im_end|><|im_end|>",
            "<think>a<|im_start|>bean</think><answer>B</answer>",
            "<|vision_start|><|image_pad|>" + GOOD);
    assertThat(read.size()).isOne();
    assertThat(read.rejected())
        .extracting(Rejected::row, Rejected::reason)
        .containsExactly(
            tuple(2L, "Reasoning contains the control token <|im_end|>; remove it"),
            tuple(3L, "Reasoning contains the control token <|im_start|>; remove it"),
            tuple(4L, "Reasoning contains the control token <|vision_start|>; remove it"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"<think>", "<think>\n"})
  void whatTheGenerationPromptOpensIsNotTaughtAgain(String opened) {
    Demonstrations read = learn(PromptTemplate.CHAT, opened, GOOD);
    assertThat(learnt(read, 0)[0]).endsWith("<|im_start|>assistant\n" + opened);
    assertThat(learnt(read, 0)[1]).isEqualTo("a bean</think><answer>B</answer><|im_end|>");
  }

  @Test
  void theBasePromptOpensTheThinkingToo() {
    Demonstrations read = learn(PromptTemplate.BASE, "", GOOD);
    assertThat(learnt(read, 0)[0]).endsWith("\n<think>");
    assertThat(learnt(read, 0)[1]).isEqualTo("a bean</think><answer>B</answer><|im_end|>");
  }

  @Test
  void anAnswerThatStartsOtherwiseCannotContinueThePrompt() {
    assertThatThrownBy(() -> learn(PromptTemplate.CHAT, "<think>\n", "<answer>B</answer>"))
        .isInstanceOf(InputException.class)
        .hasMessageContaining(
            "row 1: its response does not start with <think>, which the prompt has already"
                + " written");
  }
}
