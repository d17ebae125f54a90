package dev.preceptor.vqa.judge;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.preceptor.vqa.http.WholeText;

/**
 * Words Fig. 1's prompt as a request to an OpenAI-compatible server: greedy, and a few tokens only.
 *
 * @param model the server's name for the model
 * @param chat whether the prompt is a user's turn
 * @param logprobs whether log-probabilities are asked for
 */
record EndpointQuestion(String model, boolean chat, boolean logprobs) {

  /** Enough for a Yes in any spelling, and for an explanation to begin that nobody reads. */
  private static final int MAX_TOKENS = 8;

  /** As many likely tokens as every server gives. */
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
      throw new IllegalStateException("a tree of texts is JSON", e);
    }
  }
}
