package dev.preceptor.training.conversation;

import com.fasterxml.jackson.databind.JsonNode;
import dev.preceptor.models.InputException;
import dev.preceptor.models.checkpoint.ModelSource;
import dev.preceptor.models.image.Image;
import dev.preceptor.models.language.Architecture;
import dev.preceptor.models.language.Processor;
import dev.preceptor.models.language.TokenizedPrompt;
import dev.preceptor.models.text.ChatTemplate;
import dev.preceptor.models.text.Message;
import dev.preceptor.models.training.PreferencePair;
import dev.preceptor.models.training.SftTrainer.Example;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Turns questions with their answers into what TRL 0.25 trains on. A response holds what the
 * model's chat template puts after the turn, such as {@code <|im_end|>} and a line break.
 *
 * @param processor the processor of the model
 * @param template the model's chat template
 * @param end the token that DPO puts after a response
 */
public record Conversation(Processor processor, ChatTemplate template, int end) {

  private static final List<String> TOKENIZER_FILES =
      List.of("tokenizer_config.json", "special_tokens_map.json");

  /**
   * The conversations of a model.
   *
   * @throws InputException if it has no chat template or no token that ends a text
   */
  public static Conversation of(ModelSource model, Processor processor) {
    ChatTemplate template =
        ChatTemplate.from(model).orElseThrow(() -> Processor.noChatTemplate(model.place()));
    return new Conversation(processor, template, end(model, processor));
  }

  /** The tokenizer's {@code eos_token}, else the first token that ends a completion. */
  private static int end(ModelSource model, Processor processor) {
    for (String file : TOKENIZER_FILES) {
      JsonNode token = model.json(file).map(json -> json.path("eos_token")).orElse(null);
      if (token != null && (token.isTextual() || token.path("content").isTextual())) {
        String name = token.isTextual() ? token.textValue() : token.path("content").textValue();
        OptionalInt id = processor.tokenizer().idOf(name);
        if (id.isPresent()) {
          return id.getAsInt();
        }
      }
    }
    return Architecture.of(model).eosTokenIds().stream()
        .findFirst()
        .orElseThrow(
            () ->
                new InputException(
                    model.place()
                        + ": neither tokenizer_config.json nor generation_config.json names a token that ends a text (eos_token); add it"));
  }

  /**
   * A demonstration as TRL's SFTTrainer tokenizes it: the whole conversation at once, of which
   * everything after the prompt's tokens is learnt.
   *
   * @param image fitted to the model's grid
   */
  public Example demonstration(String prompt, Optional<Image> image, String completion) {
    String asked = processor.chatText(prompt, image.isPresent());
    String whole = answered(prompt, image.isPresent(), completion);
    requireContinued(asked, whole);
    TokenizedPrompt tokens = processor.prompt(whole, image);
    int start = processor.prompt(asked, image).ids().length;
    int[] ids = tokens.ids();
    if (start >= ids.length) {
      throw new InputException("the completion is empty; give it some text");
    }
    return new Example(
        new TokenizedPrompt(Arrays.copyOf(ids, start), tokens.imageStart(), tokens.image()),
        Arrays.copyOfRange(ids, start, ids.length));
  }

  /**
   * A pair as TRL's DPOTrainer tokenizes it: prompt and responses each alone, and one more {@code
   * eos_token} after each response.
   *
   * @param image fitted to the model's grid
   */
  public PreferencePair pair(String prompt, Optional<Image> image, String chosen, String rejected) {
    String asked = processor.chatText(prompt, image.isPresent());
    return new PreferencePair(
        processor.prompt(asked, image),
        response(asked, answered(prompt, image.isPresent(), chosen)),
        response(asked, answered(prompt, image.isPresent(), rejected)));
  }

  private int[] response(String asked, String whole) {
    requireContinued(asked, whole);
    int[] words = processor.tokenizer().encode(whole.substring(asked.length()));
    int[] ids = Arrays.copyOf(words, words.length + 1);
    ids[words.length] = end;
    return ids;
  }

  private String answered(String prompt, boolean withImage, String completion) {
    return template.render(
        List.of(Message.user(prompt, withImage), Message.of("assistant", completion)), false);
  }

  /** A template whose generation prompt opens a thinking may write an answered turn otherwise. */
  private static void requireContinued(String asked, String whole) {
    if (!whole.startsWith(asked)) {
      int same = 0;
      while (same < Math.min(asked.length(), whole.length())
          && asked.charAt(same) == whole.charAt(same)) {
        same++;
      }
      throw new InputException(
          "the completion does not continue the prompt: the chat template's generation prompt ends in '%s', which the completion must begin with"
              .formatted(asked.substring(same).strip()));
    }
  }
}
