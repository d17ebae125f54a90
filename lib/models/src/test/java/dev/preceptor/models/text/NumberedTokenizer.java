package dev.preceptor.models.text;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** A tokenizer for models that are asked in ids alone: its tokens are numbers, but for a few. */
public final class NumberedTokenizer {

  private NumberedTokenizer() {}

  /**
   * A {@code tokenizer.json}.
   *
   * @param size the number of tokens
   * @param named tokens with other names, by id
   */
  public static byte[] of(int size, Map<Integer, String> named) {
    ObjectNode document = new ObjectMapper().createObjectNode();
    document.put("version", "1.0");
    document.putArray("added_tokens");
    document.putObject("pre_tokenizer").put("type", "WhitespaceSplit");
    ObjectNode model = document.putObject("model").put("type", "WordLevel");
    ObjectNode vocabulary = model.putObject("vocab");
    for (int id = 0; id < size; id++) {
      vocabulary.put(named.getOrDefault(id, String.valueOf(id)), id);
    }
    model.put("unk_token", named.getOrDefault(0, "0"));
    return document.toString().getBytes(StandardCharsets.UTF_8);
  }
}
