package dev.preceptor.models.text;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.preceptor.models.InputException;
import dev.preceptor.models.checkpoint.ModelSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;

/** Loads a model's tokenizer. */
public final class Tokenizers {

  private static final String FAST = "tokenizer.json";
  private static final String CONFIG = "tokenizer_config.json";
  private static final String VOCABULARY = "vocab.json";
  private static final String MERGES = "merges.txt";
  private static final String ADDED = "added_tokens.json";
  private static final String SPECIAL = "special_tokens_map.json";
  private static final List<String> SPECIAL_KEYS =
      List.of(
          "bos_token",
          "eos_token",
          "unk_token",
          "sep_token",
          "pad_token",
          "cls_token",
          "mask_token");
  private static final List<String> FLAGS =
      List.of("single_word", "lstrip", "rstrip", "normalized");
  private static final ObjectMapper JSON = new ObjectMapper();

  /** The largest id, far above any published vocabulary's. */
  static final int MAX_ID = (1 << 22) - 1;

  private Tokenizers() {}

  /** Unpacks and loads the native library that all of them use, before the first is needed. */
  public static void loadLibrary() {
    FastTokenizer.loadLibrary();
  }

  /**
   * Reads {@code tokenizer.json}; for a Llama tokenizer, the tokens added around a text are taken
   * from {@code tokenizer_config.json}. Without a {@code tokenizer.json}, reads {@code vocab.json}
   * and {@code merges.txt} as the tokenizers of Qwen2, RoBERTa and BioGPT do, with the added tokens
   * of {@code tokenizer_config.json} and {@code added_tokens.json}.
   *
   * @throws InputException if the files are missing or cannot be used
   */
  public static Tokenizer from(ModelSource model) {
    JsonNode config = model.json(CONFIG).orElseGet(JSON::createObjectNode);
    boolean cleansUp = config.path("clean_up_tokenization_spaces").asBoolean(false);
    byte[] fast = model.files().get(FAST);
    if (fast != null) {
      String place = model.place() + "/" + FAST;
      Map<String, Integer> ids = TokenIds.read(fast, place);
      byte[] json =
          LlamaTokenizerJson.applies(config)
              ? LlamaTokenizerJson.of(fast, config, ids, place)
              : fast;
      return FastTokenizer.load(json, ids, cleansUp, place);
    }
    if (!model.files().containsKey(VOCABULARY) || !model.files().containsKey(MERGES)) {
      throw new InputException(
          ("%s: no tokenizer (neither %s nor %s with %s); fetch it with the model, or make %s"
                  + " from a tokenizer.model with transformers'"
                  + " AutoTokenizer.from_pretrained(DIR).save_pretrained(DIR)")
              .formatted(model.place(), FAST, VOCABULARY, MERGES, FAST));
    }
    return fromVocabulary(model, config, cleansUp);
  }

  private static Tokenizer fromVocabulary(ModelSource model, JsonNode config, boolean cleansUp) {
    String place = model.place() + "/" + VOCABULARY;
    Map<String, Integer> ids = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> entry : model.json(VOCABULARY).orElseThrow().properties()) {
      ids.put(entry.getKey(), id(entry.getValue(), entry.getKey(), place));
    }
    String tokenizerClass = tokenizerClass(model, config);
    if (tokenizerClass.equals("BioGptTokenizer")) {
      String merges = model.text(MERGES).orElseThrow();
      return BioGptTokenizer.of(
          ids, merges, addedTokens(model, config, ids).values(), config, model.place());
    }
    boolean roberta = tokenizerClass.startsWith("RobertaTokenizer");
    if (!roberta && !tokenizerClass.startsWith("Qwen2Tokenizer")) {
      throw new InputException(
          "%s/%s, tokenizer_class: the %s and %s of %s are not supported; add its %s"
              .formatted(model.place(), CONFIG, VOCABULARY, MERGES, tokenizerClass, FAST));
    }
    JsonNode completed = roberta ? withRobertaTokens(config, ids) : config;
    Collection<Map<String, Object>> added = addedTokens(model, completed, ids).values();
    List<Map<String, Object>> inOrder = List.copyOf(added);
    byte[] json =
        write(
            roberta
                ? RobertaTokenizerJson.of(
                    ids, merges(model), inOrder, config.path("add_prefix_space").asBoolean(false))
                : Qwen2TokenizerJson.of(ids, merges(model), inOrder));
    Map<String, Integer> allIds = new HashMap<>(ids);
    added.forEach(token -> allIds.put((String) token.get("content"), (Integer) token.get("id")));
    FastTokenizer tokenizer = FastTokenizer.load(json, allIds, cleansUp, place);
    checkAdded(tokenizer, added, model.place());
    return tokenizer;
  }

  /** The configured class; old files name none, so the model's type decides. */
  private static String tokenizerClass(ModelSource model, JsonNode config) {
    String type =
        model.json("config.json").map(root -> root.path("model_type").asText("")).orElse("");
    String fallback =
        switch (type) {
          case "biogpt" -> "BioGptTokenizer";
          case "roberta" -> "RobertaTokenizer";
          default -> "Qwen2Tokenizer";
        };
    return config.path("tokenizer_class").asText(fallback);
  }

  /** The configuration, with RoBERTa's default special tokens where it names none. */
  private static JsonNode withRobertaTokens(JsonNode config, Map<String, Integer> ids) {
    ObjectNode all = JSON.createObjectNode();
    all.put("bos_token", "<s>").put("eos_token", "</s>").put("sep_token", "</s>");
    all.put("cls_token", "<s>").put("unk_token", "<unk>").put("pad_token", "<pad>");
    all.put("mask_token", "<mask>");
    if (ids.containsKey("<mask>")) {
      all.putObject("added_tokens_decoder")
          .putObject(ids.get("<mask>").toString())
          .put("content", "<mask>")
          .put("lstrip", true)
          .put("special", true);
    }
    config.properties().forEach(entry -> all.set(entry.getKey(), entry.getValue()));
    return all;
  }

  /** Pairs of tokens; a version line at the start and empty lines are skipped. */
  private static List<List<String>> merges(ModelSource model) {
    List<List<String>> merges = new ArrayList<>();
    String[] lines = model.text(MERGES).orElseThrow().split("\n");
    for (int i = 0; i < lines.length; i++) {
      String line = lines[i].strip();
      if (line.isEmpty() || (i == 0 && line.startsWith("#version:"))) {
        continue;
      }
      String[] pair = line.split(" ");
      if (pair.length != 2) {
        throw new InputException(
            "%s/%s, line %d: expected two tokens separated by a space; fetch the file again"
                .formatted(model.place(), MERGES, i + 1));
      }
      merges.add(List.of(pair[0], pair[1]));
    }
    return merges;
  }

  /** Added tokens by id, collected as transformers does; the configuration's entries win. */
  private static TreeMap<Integer, Map<String, Object>> addedTokens(
      ModelSource model, JsonNode config, Map<String, Integer> ids) {
    TreeMap<Integer, Map<String, Object>> added = new TreeMap<>();
    Set<String> special = new HashSet<>(specialTokens(config));
    model.json(SPECIAL).ifPresent(map -> special.addAll(specialTokens(map)));
    for (String token : special) {
      if (ids.containsKey(token)) {
        added.put(ids.get(token), added(token, ids.get(token), true));
      }
    }
    String place = model.place() + "/" + ADDED;
    for (Map.Entry<String, JsonNode> entry : properties(model.json(ADDED))) {
      String token = entry.getKey();
      int id = id(entry.getValue(), token, place);
      added.put(id, added(token, id, special.contains(token)));
    }
    for (Map.Entry<String, JsonNode> entry : config.path("added_tokens_decoder").properties()) {
      JsonNode token = entry.getValue();
      String content = token.path("content").asText();
      int id = id(entry.getKey(), content, model.place() + "/" + CONFIG);
      Map<String, Object> flags = added(content, id, token.path("special").asBoolean(false));
      FLAGS.forEach(flag -> flags.put(flag, token.path(flag).asBoolean(false)));
      added.put(id, flags);
    }
    return added;
  }

  private static Set<Map.Entry<String, JsonNode>> properties(Optional<JsonNode> node) {
    return node.map(JsonNode::properties).orElse(Set.of());
  }

  private static Map<String, Object> added(String content, int id, boolean special) {
    Map<String, Object> token = Qwen2TokenizerJson.specialToken(content);
    token.put("normalized", !special);
    token.put("special", special);
    token.put("id", id);
    return token;
  }

  /** The tokens under keys such as {@code eos_token}, given as texts or as objects. */
  private static Set<String> specialTokens(JsonNode map) {
    Set<String> tokens = new HashSet<>();
    SPECIAL_KEYS.forEach(key -> addContent(map.path(key), tokens));
    map.path("additional_special_tokens").forEach(token -> addContent(token, tokens));
    return tokens;
  }

  private static void addContent(JsonNode token, Set<String> tokens) {
    JsonNode content = token.isObject() ? token.path("content") : token;
    if (content.isTextual()) {
      tokens.add(content.asText());
    }
  }

  private static int id(JsonNode value, String token, String place) {
    return id(value.isIntegralNumber() ? value.asText() : "", token, place);
  }

  private static int id(String value, String token, String place) {
    try {
      int id = Integer.parseInt(value);
      if (id >= 0 && id <= MAX_ID) {
        return id;
      }
    } catch (NumberFormatException e) {
      // Reported below, together with numbers that are out of range.
    }
    throw new InputException(
        "%s: the id of \"%s\" is not an integer from 0 to %d; fetch the file again"
            .formatted(place, token, MAX_ID));
  }

  /** The library assigns its own ids to added tokens whose ids leave a gap. */
  private static void checkAdded(
      FastTokenizer tokenizer, Collection<Map<String, Object>> added, String place) {
    for (Map<String, Object> token : added) {
      String content = (String) token.get("content");
      int[] encoded = tokenizer.encode(content);
      if (encoded.length != 1 || !OptionalInt.of(encoded[0]).equals(tokenizer.idOf(content))) {
        tokenizer.close();
        throw new InputException(
            ("%s: the added token \"%s\" cannot have id %s because ids must not leave a gap; add"
                    + " its %s")
                .formatted(place, content, token.get("id"), FAST));
      }
    }
  }

  private static byte[] write(Map<String, Object> document) {
    try {
      return JSON.writeValueAsBytes(document);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("maps of texts and numbers can always be written as JSON", e);
    }
  }
}
