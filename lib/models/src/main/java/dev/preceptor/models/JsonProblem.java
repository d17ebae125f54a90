package dev.preceptor.models;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.util.regex.Pattern;

/** What is wrong with a JSON text, for messages. */
public final class JsonProblem {

  /** Jackson's advice to those who write a reader, such as which of its features to enable. */
  private static final Pattern ADVICE =
      Pattern.compile(
          "[:,;]? \\(?(enable `|not recognized as one since Feature '|JsonReadFeature).*");

  private JsonProblem() {}

  /** The reason why a text could not be read, on one line, without its place. */
  public static String of(IOException e) {
    String message =
        e instanceof JsonProcessingException json ? json.getOriginalMessage() : e.getMessage();
    String line = message == null ? "unreadable" : message.lines().findFirst().orElse("unreadable");
    return ADVICE.matcher(line).replaceFirst("");
  }
}
