package dev.preceptor.models.text;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.preceptor.models.InputException;
import dev.preceptor.models.JsonProblem;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/**
 * Reads the ids out of a {@code tokenizer.json} in one streaming pass, because such files hold
 * 150,000 tokens and more.
 */
final class TokenIds {

  private static final JsonFactory JSON = new JsonFactory();

  private TokenIds() {}

  /**
   * Ids by token, the added ones included.
   *
   * @throws InputException if it is not a tokenizer file
   */
  static Map<String, Integer> read(byte[] tokenizerJson, String place) {
    Map<String, Integer> ids = new HashMap<>();
    try (JsonParser parser = JSON.createParser(tokenizerJson)) {
      require(parser.nextToken() == JsonToken.START_OBJECT, parser);
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String key = parser.currentName();
        parser.nextToken();
        switch (key) {
          case "added_tokens" -> readAdded(parser, ids);
          case "model" -> readModel(parser, ids);
          default -> parser.skipChildren();
        }
      }
    } catch (IOException e) {
      throw new InputException(
          "%s: the tokenizer cannot be read (%s); fetch it again"
              .formatted(place, JsonProblem.of(e)),
          e);
    }
    if (ids.isEmpty()) {
      throw new InputException(place + ": the tokenizer has no tokens; fetch it again");
    }
    return ids;
  }

  private static void readAdded(JsonParser parser, Map<String, Integer> ids) throws IOException {
    require(parser.currentToken() == JsonToken.START_ARRAY, parser);
    while (parser.nextToken() == JsonToken.START_OBJECT) {
      String content = null;
      int id = -1;
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String key = parser.currentName();
        parser.nextToken();
        switch (key) {
          case "content" -> content = parser.getText();
          case "id" -> id = id(parser);
          default -> parser.skipChildren();
        }
      }
      require(content != null && id >= 0, parser);
      ids.put(content, id);
    }
  }

  private static void readModel(JsonParser parser, Map<String, Integer> ids) throws IOException {
    require(parser.currentToken() == JsonToken.START_OBJECT, parser);
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      boolean vocabulary = parser.currentName().equals("vocab");
      JsonToken value = parser.nextToken();
      if (vocabulary && value == JsonToken.START_OBJECT) {
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
          String token = parser.currentName();
          parser.nextToken();
          ids.putIfAbsent(token, id(parser));
        }
      } else if (vocabulary && value == JsonToken.START_ARRAY) {
        readScored(parser, ids);
      } else {
        parser.skipChildren();
      }
    }
  }

  /** A unigram model lists tokens with their scores; a token's id is its index. */
  private static void readScored(JsonParser parser, Map<String, Integer> ids) throws IOException {
    for (int id = 0; parser.nextToken() == JsonToken.START_ARRAY; id++) {
      require(parser.nextToken() == JsonToken.VALUE_STRING, parser);
      ids.putIfAbsent(parser.getText(), id);
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        require(parser.currentToken() != null, parser);
      }
    }
  }

  private static int id(JsonParser parser) throws IOException {
    require(parser.currentToken() == JsonToken.VALUE_NUMBER_INT, parser);
    int id = parser.getIntValue();
    require(id >= 0 && id <= Tokenizers.MAX_ID, parser);
    return id;
  }

  private static void require(boolean holds, JsonParser parser) throws IOException {
    if (!holds) {
      throw new IOException("not a tokenizer at " + parser.currentLocation().offsetDescription());
    }
  }
}
