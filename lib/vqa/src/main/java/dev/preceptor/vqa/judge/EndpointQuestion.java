package dev.preceptor.vqa.judge;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.preceptor.vqa.endpoint.CompletionRequest;

/**
 * Makes a request to an OpenAI-compatible server from the prompt in the paper's Fig. 1: greedy
 * decoding, a few tokens.
 *
 * @param model the server's name for the model
 * @param chat whether to use the chat API, with the prompt as a user turn
 * @param logprobs whether to request log-probabilities
 */
record EndpointQuestion(String model, boolean chat, boolean logprobs) {

  /** Enough for Yes or No in any spelling; the rest of the answer is not needed. */
  private static final int MAX_TOKENS = 8;

  /** Number of alternatives; the most that all servers support. */
  private static final int TOP = 5;

  byte[] about(String statement) {
    ObjectNode request =
        new CompletionRequest(model, chat).of(SemanticJudge.prompt(statement), MAX_TOKENS);
    if (logprobs && chat) {
      request.put("logprobs", true);
      request.put("top_logprobs", TOP);
    } else if (logprobs) {
      request.put("logprobs", TOP);
    }
    return CompletionRequest.bytes(request);
  }
}
