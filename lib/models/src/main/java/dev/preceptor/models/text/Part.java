package dev.preceptor.models.text;

/** A piece of a message's content. */
public sealed interface Part {

  /** A text. */
  record Text(String text) implements Part {}

  /** The place of an image; the image itself does not go through the chat template. */
  record Image() implements Part {}
}
