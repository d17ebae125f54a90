package dev.preceptor.models.checkpoint;

import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.preceptor.models.InputException;
import dev.preceptor.models.JsonProblem;
import java.io.IOException;

/** Reads a model's JSON files strictly; errors name the file. */
public final class ModelJson {

  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private ModelJson() {}

  /**
   * Parses the JSON object in a file.
   *
   * @throws InputException if it is none
   */
  public static JsonNode object(byte[] bytes, String place) {
    JsonNode node;
    try {
      node = MAPPER.readTree(bytes);
    } catch (IOException e) {
      throw new InputException(
          "%s: not valid JSON (%s); fetch the file again".formatted(place, JsonProblem.of(e)), e);
    }
    if (!node.isObject()) {
      throw new InputException(place + ": not a JSON object; fetch the file again");
    }
    return node;
  }
}
