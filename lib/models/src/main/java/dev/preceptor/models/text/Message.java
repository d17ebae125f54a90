package dev.preceptor.models.text;

import java.util.List;

/**
 * One turn of a conversation.
 *
 * @param role the speaker: {@code system}, {@code user} or {@code assistant}
 * @param content texts and images, in order
 */
public record Message(String role, List<Part> content) {

  public Message {
    content = List.copyOf(content);
  }

  /** A turn of text alone. */
  public static Message of(String role, String text) {
    return new Message(role, List.of(new Part.Text(text)));
  }

  /** A user's question, preceded by an image if there is one. */
  public static Message user(String text, boolean withImage) {
    return withImage
        ? new Message("user", List.of(new Part.Image(), new Part.Text(text)))
        : of("user", text);
  }
}
