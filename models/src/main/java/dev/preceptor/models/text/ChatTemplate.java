package dev.preceptor.models.text;

import dev.preceptor.models.checkpoint.ModelSource;
import java.util.List;
import java.util.Optional;

/** A model's own chat template. */
public final class ChatTemplate {

  private ChatTemplate() {}

  /** The model's template; empty if it has none. */
  public static Optional<ChatTemplate> from(ModelSource model) {
    throw new UnsupportedOperationException();
  }

  /** The conversation as the model was taught to read it. */
  public String render(List<Message> messages, boolean addGenerationPrompt) {
    throw new UnsupportedOperationException();
  }
}
