package dev.preceptor.vqa.endpoint;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.preceptor.vqa.http.WholeText;
import java.util.Base64;

/**
 * Makes requests for greedy completions of a prompt.
 *
 * @param model the server's name for the model
 * @param chat whether to use the chat API, with the prompt as a user turn
 */
public record CompletionRequest(String model, boolean chat) {

  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * A request about a text.
   *
   * @param maxTokens most tokens of the completion
   */
  public ObjectNode of(String prompt, int maxTokens) {
    ObjectNode request = JSON.createObjectNode();
    request.put("model", model);
    String whole = WholeText.of(prompt);
    if (chat) {
      request.putArray("messages").addObject().put("role", "user").put("content", whole);
    } else {
      request.put("prompt", whole);
    }
    return greedy(request, maxTokens);
  }

  /**
   * A request about an image and a text, by the chat API.
   *
   * @param mediaType of the image, such as {@code image/png}
   * @param image the file's bytes
   * @param maxTokens most tokens of the completion
   */
  public ObjectNode of(String mediaType, byte[] image, String prompt, int maxTokens) {
    ObjectNode request = JSON.createObjectNode();
    request.put("model", model);
    ArrayNode parts =
        request.putArray("messages").addObject().put("role", "user").putArray("content");
    String data =
        "data:%s;base64,%s".formatted(mediaType, Base64.getEncoder().encodeToString(image));
    parts.addObject().put("type", "image_url").putObject("image_url").put("url", data);
    parts.addObject().put("type", "text").put("text", WholeText.of(prompt));
    return greedy(request, maxTokens);
  }

  private static ObjectNode greedy(ObjectNode request, int maxTokens) {
    return request.put("temperature", 0).put("max_tokens", maxTokens).put("stream", false);
  }

  /** A request as it is sent. */
  public static byte[] bytes(JsonNode request) {
    try {
      return JSON.writeValueAsBytes(request);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("could not write JSON", e);
    }
  }
}
