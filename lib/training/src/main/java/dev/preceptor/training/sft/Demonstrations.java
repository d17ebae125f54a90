package dev.preceptor.training.sft;

import dev.preceptor.models.InputException;
import dev.preceptor.models.image.Image;
import dev.preceptor.models.language.TokenizedPrompt;
import dev.preceptor.models.text.Tokenizer;
import dev.preceptor.models.training.SftTrainer.Example;
import dev.preceptor.vqa.Question;
import dev.preceptor.vqa.QuestionPrompts;
import dev.preceptor.vqa.Rejected;
import dev.preceptor.vqa.UsableRows;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Questions with the answers to learn, tokenized once. Fitted images are kept in memory up to a
 * bound; patches, which are thirty times as large, are cut anew for each use.
 */
final class Demonstrations {

  /** Most bytes of images that are kept; further ones are decoded for each use. */
  private static final long KEPT_IMAGE_BYTES = 192L << 20;

  private static final String END_OF_TURN = "<|im_end|>";

  private final QuestionPrompts prompts;
  private final List<Demonstration> accepted = new ArrayList<>();
  private final List<Rejected> rejected = new ArrayList<>();
  private long keptBytes;

  private record Demonstration(
      Question question, int[] ids, int imageStart, int[] answer, Optional<Image> kept) {}

  /**
   * Tokenizes questions.
   *
   * @param stops ids that the model stops at
   * @param maxPromptLength tokens; a question with more is left out
   * @param maxAnswerLength tokens, the end of the answer included; the same
   * @throws InputException if none is left
   */
  Demonstrations(
      List<Question> questions,
      QuestionPrompts prompts,
      List<Integer> stops,
      int maxPromptLength,
      int maxAnswerLength) {
    this.prompts = prompts;
    int end = endOfAnswer(prompts.processor().tokenizer(), stops);
    for (Question question : questions) {
      String problem = add(question, end, maxPromptLength, maxAnswerLength);
      if (!problem.isEmpty()) {
        rejected.add(new Rejected(question.row(), problem));
      }
    }
    UsableRows.require("train_csv", accepted, rejected);
  }

  /** What ends a turn, where the model stops at it; else the first token it stops at. */
  private static int endOfAnswer(Tokenizer tokenizer, List<Integer> stops) {
    if (stops.isEmpty()) {
      throw new InputException(
          "generation_config.json, eos_token_id: is missing, so no answer could end; give its id");
    }
    int turn = tokenizer.idOf(END_OF_TURN).orElse(-1);
    return stops.contains(turn) ? turn : stops.get(0);
  }

  /** Adds a question, or says why not. */
  private String add(Question question, int end, int maxPromptLength, int maxAnswerLength) {
    if (question.response().isEmpty()) {
      return "it has no response to learn";
    }
    String response = question.response().get();
    String given = prompts.template().completionPrefix();
    if (!response.startsWith(given)) {
      return "its response does not begin with " + given + ", as prompt_template has it";
    }
    int[] words = prompts.processor().tokenizer().encode(response.substring(given.length()));
    int[] answer = Arrays.copyOf(words, words.length + 1);
    answer[words.length] = end;
    if (answer.length > maxAnswerLength) {
      return "its response has %d tokens, more than max_completion_length %d"
          .formatted(answer.length, maxAnswerLength);
    }
    Image image;
    try {
      image = prompts.image(question);
    } catch (InputException e) {
      return e.getMessage();
    }
    TokenizedPrompt prompt = prompts.prompt(prompts.text(question), image);
    if (prompt.ids().length > maxPromptLength) {
      return "its prompt has %d tokens, more than max_prompt_length %d"
          .formatted(prompt.ids().length, maxPromptLength);
    }
    accepted.add(
        new Demonstration(question, prompt.ids(), prompt.imageStart(), answer, kept(image)));
    return "";
  }

  private Optional<Image> kept(Image image) {
    if (keptBytes + image.rgb().length > KEPT_IMAGE_BYTES) {
      return Optional.empty();
    }
    keptBytes += image.rgb().length;
    return Optional.of(image);
  }

  /** How many there are. */
  int size() {
    return accepted.size();
  }

  /** Rows that are not learnt from, with the reasons. */
  List<Rejected> rejected() {
    return rejected;
  }

  /** One of them, ready for the trainer. */
  Example example(int index) {
    Demonstration shown = accepted.get(index);
    Image image = shown.kept().orElseGet(() -> prompts.image(shown.question()));
    TokenizedPrompt prompt =
        new TokenizedPrompt(
            shown.ids(), shown.imageStart(), Optional.of(prompts.images().patches(image)));
    return new Example(prompt, shown.answer());
  }
}
