package dev.preceptor.models.roberta;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.preceptor.models.InputException;
import dev.preceptor.models.checkpoint.ModelSource;
import dev.preceptor.models.language.Vocabulary;
import dev.preceptor.models.text.Tokenizer;
import java.util.stream.IntStream;

/**
 * Makes a classifier's input from two texts: {@code <s> a </s></s> b </s>}. Pairs that are too long
 * for the model are truncated at the end of the longer text; if both are longer than half, each is
 * truncated to half, and the longer one (b if they are equally long) gets the odd token
 * (tokenizers: {@code LongestFirst}).
 *
 * @param maxTokens most tokens of both texts, including special tokens: the smaller of the
 *     tokenizer's {@code model_max_length}, if it has one, and the model's number of positions
 */
record PairTokenizer(Tokenizer tokenizer, int cls, int sep, int maxTokens)
    implements AutoCloseable {

  private static final int SPECIAL_TOKENS = 4;

  static PairTokenizer from(ModelSource source, RobertaConfig config) {
    JsonNode settings = source.json("tokenizer_config.json").orElse(MissingNode.getInstance());
    double given = settings.path("model_max_length").asDouble(Double.MAX_VALUE);
    int most = (int) Math.min(given, config.maxTokens());
    if (most <= SPECIAL_TOKENS) {
      throw new InputException(
          ("%s: a maximum of %d tokens is too few for two texts; increase max_position_embeddings"
                  + " or model_max_length")
              .formatted(source.place(), most));
    }
    Tokenizer tokenizer = Vocabulary.tokenizer(source, config.vocabSize());
    return new PairTokenizer(
        tokenizer,
        special(source, tokenizer, settings.path("cls_token"), "<s>"),
        special(source, tokenizer, settings.path("sep_token"), "</s>"),
        most);
  }

  private static int special(
      ModelSource source, Tokenizer tokenizer, JsonNode named, String usual) {
    String token = (named.isObject() ? named.path("content") : named).asText(usual);
    return tokenizer
        .idOf(token)
        .orElseThrow(
            () ->
                new InputException(
                    "%s: the tokenizer has no token \"%s\", which every input needs;"
                            .formatted(source.place(), token)
                        + " fetch it again"));
  }

  /** The ids of a pair, truncated to {@code maxTokens}. */
  int[] encode(TextPair pair) {
    int[] a = tokenizer.encode(pair.a());
    int[] b = tokenizer.encode(pair.b());
    int room = maxTokens - SPECIAL_TOKENS;
    int lengthA = a.length;
    int lengthB = b.length;
    if (a.length + b.length > room) {
      int shorter = Math.min(room / 2, Math.min(a.length, b.length));
      lengthA = a.length > b.length ? room - shorter : shorter;
      lengthB = room - lengthA;
    }
    return join(a, lengthA, b, lengthB);
  }

  private int[] join(int[] a, int lengthA, int[] b, int lengthB) {
    IntStream.Builder ids = IntStream.builder().add(cls);
    IntStream.range(0, lengthA).forEach(i -> ids.add(a[i]));
    ids.add(sep).add(sep);
    IntStream.range(0, lengthB).forEach(i -> ids.add(b[i]));
    return ids.add(sep).build().toArray();
  }

  @Override
  public void close() {
    tokenizer.close();
  }
}
