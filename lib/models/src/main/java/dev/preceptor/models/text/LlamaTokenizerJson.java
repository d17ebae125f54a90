package dev.preceptor.models.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.preceptor.models.InputException;
import dev.preceptor.models.JsonProblem;
import java.io.IOException;
import java.util.Map;

/**
 * The {@code tokenizer.json} of a Llama tokenizer, which Mistral's models use too. The tokens
 * around a text are set by {@code add_bos_token} and {@code add_eos_token} in {@code
 * tokenizer_config.json}; the file's own post-processor is ignored (transformers: {@code
 * LlamaTokenizerFast.update_post_processor}).
 */
final class LlamaTokenizerJson {

  private static final ObjectMapper JSON = new ObjectMapper();

  private LlamaTokenizerJson() {}

  /** Whether a configuration names a Llama tokenizer. */
  static boolean applies(JsonNode config) {
    String name = config.path("tokenizer_class").asText("");
    return name.equals("LlamaTokenizer") || name.equals("LlamaTokenizerFast");
  }

  /**
   * The document with the post-processor that the configuration defines.
   *
   * @param ids ids by token
   * @param place the file's name in messages
   */
  static byte[] of(byte[] tokenizerJson, JsonNode config, Map<String, Integer> ids, String place) {
    try {
      ObjectNode document = (ObjectNode) JSON.readTree(tokenizerJson);
      document.set("post_processor", postProcessor(config, ids, place));
      return JSON.writeValueAsBytes(document);
    } catch (IOException e) {
      throw new InputException(
          "%s: the tokenizer cannot be read (%s); fetch it again"
              .formatted(place, JsonProblem.of(e)),
          e);
    }
  }

  private static ObjectNode postProcessor(JsonNode config, Map<String, Integer> ids, String place) {
    ObjectNode processor = JSON.createObjectNode().put("type", "TemplateProcessing");
    ArrayNode single = processor.putArray("single");
    ArrayNode pair = processor.putArray("pair");
    ObjectNode tokens = processor.putObject("special_tokens");
    if (config.path("add_bos_token").asBoolean(true)) {
      add(single, tokens, token(config, "bos_token", "<s>"), ids, place);
    }
    single.addObject().putObject("Sequence").put("id", "A").put("type_id", 0);
    if (config.path("add_eos_token").asBoolean(false)) {
      add(single, tokens, token(config, "eos_token", "</s>"), ids, place);
    }
    pair.addAll(single);
    pair.addObject().putObject("Sequence").put("id", "B").put("type_id", 1);
    return processor;
  }

  private static void add(
      ArrayNode sequence, ObjectNode tokens, String token, Map<String, Integer> ids, String place) {
    Integer id = ids.get(token);
    if (id == null) {
      throw new InputException(
          "%s: no token \"%s\", which tokenizer_config.json adds to every text; fetch it again"
              .formatted(place, token));
    }
    sequence.addObject().putObject("SpecialToken").put("id", token).put("type_id", 0);
    ObjectNode entry = tokens.putObject(token).put("id", token);
    entry.putArray("ids").add(id);
    entry.putArray("tokens").add(token);
  }

  private static String token(JsonNode config, String key, String fallback) {
    JsonNode token = config.path(key);
    return (token.isObject() ? token.path("content") : token).asText(fallback);
  }
}
