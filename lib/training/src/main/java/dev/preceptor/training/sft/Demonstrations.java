package dev.preceptor.training.sft;

import dev.preceptor.models.InputException;
import dev.preceptor.models.image.Image;
import dev.preceptor.models.language.TokenizedPrompt;
import dev.preceptor.models.text.Tokenizer;
import dev.preceptor.models.training.SftTrainer.Example;
import dev.preceptor.training.tuning.DataDigest;
import dev.preceptor.training.tuning.KeptImages;
import dev.preceptor.vqa.ControlTokens;
import dev.preceptor.vqa.Question;
import dev.preceptor.vqa.QuestionPrompts;
import dev.preceptor.vqa.Rejected;
import dev.preceptor.vqa.UsableRows;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Questions with the answers to learn, tokenized once. */
final class Demonstrations {

  private static final String END_OF_TURN = "<|im_end|>";

  private final QuestionPrompts prompts;
  private final Tokenizer tokenizer;
  private final List<Integer> stops;
  private final int end;
  private final int maxPromptLength;
  private final int maxAnswerLength;
  private final String column;
  private final List<Demonstration> accepted = new ArrayList<>();
  private final List<Rejected> rejected = new ArrayList<>();
  private final KeptImages images = new KeptImages();
  private final DataDigest digest = new DataDigest();
  private final String sha256;
  private int longestPrompt;

  private record Demonstration(
      Question question, int[] ids, int imageStart, int[] answer, Optional<Image> kept) {}

  /**
   * Tokenizes questions.
   *
   * @param stops token ids that end a response
   * @param maxPromptLength tokens; questions with more are rejected
   * @param maxAnswerLength tokens including the end token; answers with more are rejected
   * @param column the column of the answers, for reasons
   * @throws InputException if no question can be used
   */
  Demonstrations(
      List<Question> questions,
      QuestionPrompts prompts,
      List<Integer> stops,
      int maxPromptLength,
      int maxAnswerLength,
      String column) {
    this.prompts = prompts;
    this.tokenizer = prompts.processor().tokenizer();
    this.stops = stops;
    this.end = endOfAnswer(tokenizer, stops);
    this.maxPromptLength = maxPromptLength;
    this.maxAnswerLength = maxAnswerLength;
    this.column = column;
    for (Question question : questions) {
      String problem = add(question);
      if (!problem.isEmpty()) {
        rejected.add(new Rejected(question.row(), problem));
      }
    }
    if (accepted.isEmpty() && longestPrompt > maxPromptLength) {
      throw new InputException(
          "train_csv: none of its %d rows can be used; the longest prompt has %d tokens, more than max_prompt_length %d: raise it to %d, or lower max_pixels; the first row that cannot be used is row %d: %s"
              .formatted(
                  rejected.size(),
                  longestPrompt,
                  maxPromptLength,
                  longestPrompt,
                  rejected.get(0).row(),
                  rejected.get(0).reason()));
    }
    UsableRows.require("train_csv", accepted, rejected);
    sha256 = digest.sha256();
  }

  /** The end-of-turn token if the model stops at it, else the first token that it stops at. */
  private static int endOfAnswer(Tokenizer tokenizer, List<Integer> stops) {
    if (stops.isEmpty()) {
      throw new InputException(
          "generation_config.json, eos_token_id: missing, so no answer could end; add the id");
    }
    int turn = tokenizer.idOf(END_OF_TURN).orElse(-1);
    return stops.contains(turn) ? turn : stops.get(0);
  }

  /** Adds a question, or returns why it cannot be used. */
  private String add(Question question) {
    if (question.response().isEmpty()) {
      return "it has no response to learn";
    }
    Optional<String> refused = prompts.refusal(question);
    if (refused.isPresent()) {
      return refused.get();
    }
    String response = withoutEnd(question.response().get());
    Optional<String> control = tokenizer.controlToken(response);
    if (control.isPresent()) {
      return ControlTokens.why(column, control.get());
    }
    Image image;
    try {
      image = prompts.image(question);
    } catch (InputException e) {
      return e.getMessage();
    }
    TokenizedPrompt prompt = prompts.prompt(prompts.text(question), image);
    longestPrompt = Math.max(longestPrompt, prompt.ids().length);
    if (prompt.ids().length > maxPromptLength) {
      return "its prompt has %d tokens, more than max_prompt_length %d; raise it"
          .formatted(prompt.ids().length, maxPromptLength);
    }
    Optional<String> continued = continued(response, prompt.opening());
    if (continued.isEmpty()) {
      return "its response does not start with %s, which the prompt has already written"
          .formatted(prompt.opening().strip());
    }
    int[] words = tokenizer.encode(continued.get());
    int[] answer = Arrays.copyOf(words, words.length + 1);
    answer[words.length] = end;
    if (answer.length > maxAnswerLength) {
      return "its response has %d tokens, more than max_completion_length %d"
          .formatted(answer.length, maxAnswerLength);
    }
    accepted.add(
        new Demonstration(question, prompt.ids(), prompt.imageStart(), answer, images.keep(image)));
    digest.add(prompt.ids()).add(image).add(answer);
    return "";
  }

  /**
   * A response without the token that ends it, if it is written there: every answer gets exactly
   * one (TRL: {@code add_eos}).
   */
  private String withoutEnd(String response) {
    for (int stop : stops) {
      String name = tokenizer.decode(new int[] {stop}, false);
      if (!name.isEmpty() && response.endsWith(name)) {
        return response.substring(0, response.length() - name.length());
      }
    }
    return response;
  }

  /**
   * What is left to learn of a response when the prompt holds its start; empty if it starts
   * otherwise. White space after the start is the prompt's matter.
   */
  private static Optional<String> continued(String response, String opening) {
    if (response.startsWith(opening)) {
      return Optional.of(response.substring(opening.length()));
    }
    String tag = opening.stripTrailing();
    return response.startsWith(tag)
        ? Optional.of(response.substring(tag.length()).stripLeading())
        : Optional.empty();
  }

  /** SHA-256 of all tokens and images. */
  String sha256() {
    return sha256;
  }

  /** The number of examples. */
  int size() {
    return accepted.size();
  }

  /** Rejected rows, with the reasons. */
  List<Rejected> rejected() {
    return rejected;
  }

  /** An example for the trainer. */
  Example example(int index) {
    Demonstration shown = accepted.get(index);
    Image image = shown.kept().orElseGet(() -> prompts.image(shown.question()));
    TokenizedPrompt prompt =
        new TokenizedPrompt(
            shown.ids(), shown.imageStart(), Optional.of(prompts.images().patches(image)));
    return new Example(prompt, shown.answer());
  }
}
