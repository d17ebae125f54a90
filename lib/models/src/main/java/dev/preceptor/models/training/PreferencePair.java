package dev.preceptor.models.training;

import dev.preceptor.models.language.TokenizedPrompt;

/**
 * Two responses to a prompt, of which one is preferred.
 *
 * @param chosen token ids of the preferred response, its end included
 * @param rejected token ids of the other
 */
public record PreferencePair(TokenizedPrompt prompt, int[] chosen, int[] rejected) {

  /** Tokens of the prompt and the two responses; the prompt is computed once for both. */
  public int tokens() {
    return prompt.ids().length + chosen.length + rejected.length;
  }
}
