package dev.preceptor.vqa.endpoint;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.preceptor.vqa.http.RemoteException;
import dev.preceptor.vqa.http.RemoteException.Kind;
import java.io.IOException;

/**
 * A server's completion.
 *
 * @param text what it wrote
 * @param stopped whether it ended before the length limit
 * @param tokens how many tokens it wrote; 0 if the server does not say
 */
public record CompletionAnswer(String text, boolean stopped, int tokens) {

  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * Reads an answer.
   *
   * @param chat whether it is one of the chat API
   * @throws RemoteException if it is not such an answer
   */
  public static CompletionAnswer read(byte[] answer, boolean chat) throws RemoteException {
    JsonNode root = tree(answer);
    JsonNode choice = root.path("choices").path(0);
    if (!choice.isObject()) {
      throw unreadable("the answer has no choices");
    }
    JsonNode text = chat ? choice.path("message").path("content") : choice.path("text");
    if (!text.isTextual()) {
      throw unreadable("the answer has no text");
    }
    return new CompletionAnswer(
        text.textValue(),
        !choice.path("finish_reason").asText("").equals("length"),
        Math.max(0, root.path("usage").path("completion_tokens").asInt(0)));
  }

  private static JsonNode tree(byte[] answer) throws RemoteException {
    try {
      return JSON.readTree(answer);
    } catch (IOException e) {
      throw unreadable("the answer is not JSON");
    }
  }

  private static RemoteException unreadable(String why) {
    return new RemoteException(Kind.UNREADABLE, why);
  }
}
