package dev.preceptor.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;

/** JSON, one document per line. */
public final class JsonLine {

  private static final ObjectMapper JSON = new ObjectMapper();

  private JsonLine() {}

  /**
   * A value as one line of JSON, without a line break.
   *
   * @param value a record, map or tree
   * @throws IllegalArgumentException if it has no JSON form
   */
  public static String of(Object value) {
    try {
      return JSON.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("no JSON for " + value, e);
    }
  }
}
