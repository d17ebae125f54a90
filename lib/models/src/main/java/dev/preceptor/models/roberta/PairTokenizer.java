package dev.preceptor.models.roberta;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.preceptor.models.InputException;
import dev.preceptor.models.checkpoint.ModelSource;
import dev.preceptor.models.text.Tokenizer;
import dev.preceptor.models.text.Tokenizers;
import java.util.stream.IntStream;

/**
 * Makes a classifier's input of two texts: {@code <s> a </s></s> b </s>}. What is longer than the
 * model takes is cut at the end of the longer text, and where both are longer than half, to halves
 * of which the text that was longer (b, if they were alike) gets the odd token (tokenizers: {@code
 * LongestFirst}).
 *
 * @param maxTokens the most tokens of both, the special ones included: the smaller of the
 *     tokenizer's {@code model_max_length}, where it names a real one, and the positions that the
 *     model has
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
          "%s: %d tokens leave no room for two texts; mend max_position_embeddings or model_max_length"
              .formatted(source.place(), most));
    }
    Tokenizer tokenizer = Tokenizers.from(source);
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
                    "%s: the tokenizer has no token \"%s\", which stands beside every text;"
                            .formatted(source.place(), token)
                        + " fetch it again"));
  }

  /** The ids of a pair, cut to {@code maxTokens}. */
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
