package dev.preceptor.training.step;

import dev.preceptor.models.InputException;
import dev.preceptor.models.checkpoint.ModelSource;
import dev.preceptor.models.language.Architecture;
import dev.preceptor.models.language.Processor;
import dev.preceptor.training.conversation.Conversation;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToIntFunction;

/**
 * Tokenizes the items of a file as turns of the model's chat template.
 *
 * @param <I> an item
 * @param <T> its tokens
 * @param place of an item, for messages
 * @param tokens of an item
 * @param length of its longest sequence, tokens
 * @param longest what ends that sequence, for messages
 */
record TurnBatch<I, T>(
    Function<I, String> place, Tokens<I, T> tokens, ToIntFunction<T> length, String longest) {

  /** Tokenizes an item. */
  interface Tokens<I, T> {
    T of(I item, Conversation conversation, StepPrompts prompts);
  }

  /**
   * The tokens of every item.
   *
   * @throws InputException if one cannot be asked, or is longer than the model's positions
   */
  List<T> of(List<I> items, ModelSource model, ImagePlaces images) {
    Architecture architecture = Architecture.of(model);
    List<T> batch = new ArrayList<>();
    try (Processor processor = architecture.processor(model)) {
      StepPrompts prompts = new StepPrompts(processor, images);
      Conversation conversation = Conversation.of(model, processor);
      for (I item : items) {
        T one = StepPrompts.at(place.apply(item), () -> tokens.of(item, conversation, prompts));
        requireLength(item, length.applyAsInt(one), architecture.maxPositionEmbeddings());
        batch.add(one);
      }
    }
    return batch;
  }

  private void requireLength(I item, int tokens, int maxTokens) {
    if (tokens > maxTokens) {
      throw new InputException(
          "%s: %d tokens with its %s, more than the model's %d positions"
              .formatted(place.apply(item), tokens, longest, maxTokens));
    }
  }
}
