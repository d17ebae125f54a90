package dev.preceptor.vqa.judge;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.preceptor.vqa.http.WholeText;

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

  private static final ObjectMapper JSON = new ObjectMapper();

  byte[] about(String statement) {
    String prompt = WholeText.of(SemanticJudge.prompt(statement));
    ObjectNode request = JSON.createObjectNode();
    request.put("model", model);
    if (chat) {
      request.putArray("messages").addObject().put("role", "user").put("content", prompt);
    } else {
      request.put("prompt", prompt);
    }
    request.put("temperature", 0);
    request.put("max_tokens", MAX_TOKENS);
    request.put("stream", false);
    if (logprobs && chat) {
      request.put("logprobs", true);
      request.put("top_logprobs", TOP);
    } else if (logprobs) {
      request.put("logprobs", TOP);
    }
    try {
      return JSON.writeValueAsBytes(request);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("could not write JSON", e);
    }
  }
}
