package dev.preceptor.models.language;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.preceptor.models.InputException;
import dev.preceptor.models.checkpoint.ModelSource;
import dev.preceptor.models.text.Tokenizer;
import dev.preceptor.models.text.Tokenizers;
import java.util.Map;
import java.util.Set;

/** Holds a tokenizer and the token ids of a configuration against the model's embedding. */
public final class Vocabulary {

  private static final String CONFIG = "config.json";
  private static final String GENERATION = "generation_config.json";
  private static final String ID = "_token_id";

  /** The only id that may be negative: some configurations write -1 for none. */
  private static final String PADDING = "pad" + ID;

  private Vocabulary() {}

  /**
   * The model's tokenizer.
   *
   * @param vocabSize rows of the embedding
   * @throws InputException if a token or a configured id has no row
   */
  public static Tokenizer tokenizer(ModelSource source, int vocabSize) {
    requireIds(source, vocabSize);
    Tokenizer tokenizer = Tokenizers.from(source);
    if (tokenizer.size() > vocabSize) {
      int last = tokenizer.size() - 1;
      String token = tokenizer.decode(new int[] {last}, false);
      tokenizer.close();
      throw new InputException(
          "%s: the tokenizer has ids up to %d%s, but the embedding has %d rows (%s, vocab_size); use the files of one model"
              .formatted(
                  source.place(),
                  last,
                  token.isEmpty() ? "" : " (\"" + token + "\")",
                  vocabSize,
                  CONFIG));
    }
    return tokenizer;
  }

  private static void requireIds(ModelSource source, int vocabSize) {
    JsonNode config = source.json(CONFIG).orElse(MissingNode.getInstance());
    requireIds(source, CONFIG, config, vocabSize);
    requireIds(source, CONFIG, config.path("text_config"), vocabSize);
    JsonNode generation = source.json(GENERATION).orElse(MissingNode.getInstance());
    requireIds(source, GENERATION, generation, vocabSize);
  }

  private static void requireIds(ModelSource source, String file, JsonNode node, int vocabSize) {
    for (Map.Entry<String, JsonNode> entry : node.properties()) {
      String key = entry.getKey();
      if (!key.endsWith(ID) || entry.getValue().isNull()) {
        continue;
      }
      JsonNode value = entry.getValue();
      Iterable<JsonNode> ids = value.isArray() ? value : Set.of(value);
      for (JsonNode id : ids) {
        boolean none = key.equals(PADDING) && id.isIntegralNumber() && id.longValue() < 0;
        if (!none && !isIn(id, vocabSize)) {
          throw new InputException(
              "%s/%s, %s: %s is not the id of a token; the embedding has %d rows (%s, vocab_size)"
                  .formatted(source.place(), file, key, id, vocabSize, CONFIG));
        }
      }
    }
  }

  private static boolean isIn(JsonNode id, int vocabSize) {
    return id.isIntegralNumber() && id.longValue() >= 0 && id.longValue() < vocabSize;
  }

  /**
   * Requires that the configuration gives a token the id that the tokenizer gives it.
   *
   * @param key the configuration's key
   * @throws InputException if they differ, or the tokenizer has no such token
   */
  public static void requireId(
      ModelSource source, Tokenizer tokenizer, String token, String key, int id) {
    int own = tokenizer.idOf(token).orElse(-1);
    if (own != id) {
      throw new InputException(
          "%s/%s, %s: %d, but in the tokenizer %s; use the files of one model"
              .formatted(
                  source.place(),
                  CONFIG,
                  key,
                  id,
                  own < 0 ? "there is no " + token : token + " has the id " + own));
    }
  }
}
