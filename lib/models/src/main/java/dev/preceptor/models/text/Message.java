package dev.preceptor.models.text;

import java.util.ArrayList;
import java.util.Collections;
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
    return user(text, withImage ? 1 : 0);
  }

  /** A user's question, preceded by images. */
  public static Message user(String text, int images) {
    List<Part> parts = new ArrayList<>(Collections.nCopies(images, new Part.Image()));
    parts.add(new Part.Text(text));
    return new Message("user", parts);
  }
}
