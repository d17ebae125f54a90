package dev.preceptor.recipe;

/** By which of an OpenAI-compatible server's two interfaces a judge asks. */
public enum EndpointApi {
  /** {@code /chat/completions}: the prompt is a user's turn. */
  CHAT,
  /** {@code /completions}: the prompt is a text to be continued. */
  COMPLETIONS
}
