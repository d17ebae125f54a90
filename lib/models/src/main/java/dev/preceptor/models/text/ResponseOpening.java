package dev.preceptor.models.text;

import dev.preceptor.models.InputException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The start of a response that its prompt already holds. A chat template's generation prompt may
 * end in {@code <think>}, and so may a text to be continued. The model continues what was opened,
 * so it belongs to the response: everything that reads a response reads it too.
 */
public final class ResponseOpening {

  private static final String NAME = "<[A-Za-z][A-Za-z0-9_-]*>";
  private static final Pattern TAG = Pattern.compile(NAME);
  private static final Pattern LAST = Pattern.compile(NAME + "\\s*\\z");

  private final Optional<ChatTemplate> template;
  private final Tokenizer tokenizer;
  private Optional<String> generationPrompt = Optional.empty();

  /**
   * The openings of a model's prompts.
   *
   * @param template the model's chat template, if it has one
   * @param tokenizer knows the control tokens, which may look like tags and open nothing
   */
  public ResponseOpening(Optional<ChatTemplate> template, Tokenizer tokenizer) {
    this.template = template;
    this.tokenizer = tokenizer;
  }

  /**
   * The end of a prompt that belongs to the response. Of a prompt that ends in the chat template's
   * generation prompt, this is what the generation prompt holds from its first tag on; of any other
   * text, the tag that it ends in, with the white space after it.
   *
   * @param prompt the tokenizer's input
   */
  public String of(String prompt) {
    String generated = generationPrompt();
    if (!generated.isEmpty() && prompt.endsWith(generated)) {
      return from(TAG.matcher(generated), generated);
    }
    return from(LAST.matcher(prompt), prompt);
  }

  private String from(Matcher tag, String text) {
    while (tag.find()) {
      if (tokenizer.controlToken(tag.group().strip()).isEmpty()) {
        return text.substring(tag.start());
      }
    }
    return "";
  }

  /** What the template puts after a conversation for the model to continue. */
  private synchronized String generationPrompt() {
    if (generationPrompt.isEmpty()) {
      generationPrompt = Optional.of(template.map(ResponseOpening::generationPrompt).orElse(""));
    }
    return generationPrompt.get();
  }

  /** A template may take only texts or only parts; it will say why when it is asked. */
  private static String generationPrompt(ChatTemplate template) {
    try {
      return template.generationPrompt(false);
    } catch (InputException textsRefused) {
      return generationPromptOfParts(template);
    }
  }

  private static String generationPromptOfParts(ChatTemplate template) {
    try {
      return template.generationPrompt(true);
    } catch (InputException partsRefused) {
      return "";
    }
  }
}
