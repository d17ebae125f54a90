package dev.preceptor.models.text;

import ai.djl.engine.EngineException;
import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import ai.djl.huggingface.tokenizers.jni.LibUtils;
import dev.preceptor.models.InputException;
import dev.preceptor.models.files.LibraryFolder;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/** Hugging Face's tokenizers library behind {@link Tokenizer}. */
final class FastTokenizer implements Tokenizer {

  private static final Map<String, String> NO_TRUNCATION_OR_ADDITIONS =
      Map.of("truncation", "false", "padding", "false", "addSpecialTokens", "false");

  /** The replacements of transformers' {@code clean_up_tokenization}, in order. */
  private static final List<Map.Entry<String, String>> SPACED =
      List.of(
          Map.entry(" .", "."),
          Map.entry(" ?", "?"),
          Map.entry(" !", "!"),
          Map.entry(" ,", ","),
          Map.entry(" ' ", "'"),
          Map.entry(" n't", "n't"),
          Map.entry(" 'm", "'m"),
          Map.entry(" 's", "'s"),
          Map.entry(" 've", "'ve"),
          Map.entry(" 're", "'re"));

  private final HuggingFaceTokenizer library;
  private final Map<String, Integer> ids;
  private final int size;
  private final boolean cleansUp;

  private FastTokenizer(HuggingFaceTokenizer library, Map<String, Integer> ids, boolean cleansUp) {
    this.library = library;
    this.ids = ids;
    this.size = 1 + ids.values().stream().mapToInt(Integer::intValue).max().orElse(-1);
    this.cleansUp = cleansUp;
  }

  /** Unpacks and loads the library. */
  static void loadLibrary() {
    LibraryFolder.use();
    LibUtils.checkStatus();
  }

  /**
   * Loads a tokenizer.
   *
   * @param json the content of a {@code tokenizer.json}
   * @param ids the ids of all its tokens
   * @param cleansUp whether decoding removes spaces before punctuation
   * @param place its name in messages
   */
  static FastTokenizer load(byte[] json, Map<String, Integer> ids, boolean cleansUp, String place) {
    LibraryFolder.use();
    try {
      HuggingFaceTokenizer library =
          HuggingFaceTokenizer.newInstance(
              new ByteArrayInputStream(json), NO_TRUNCATION_OR_ADDITIONS);
      return new FastTokenizer(library, ids, cleansUp);
    } catch (EngineException e) {
      throw e;
    } catch (IOException e) {
      throw new UncheckedIOException("reading from memory", e);
    } catch (RuntimeException e) {
      throw new InputException(
          "%s: the tokenizer cannot be loaded (%s); fetch it again"
              .formatted(place, e.getMessage()),
          e);
    }
  }

  @Override
  public int[] encode(String text, boolean addSpecialTokens) {
    long[] encoded =
        library.encode(LoneSurrogates.replaced(text), addSpecialTokens, false).getIds();
    int[] result = new int[encoded.length];
    for (int i = 0; i < result.length; i++) {
      result[i] = Math.toIntExact(encoded[i]);
    }
    return result;
  }

  @Override
  public String decode(int[] tokenIds, boolean skipSpecialTokens) {
    long[] known = new long[tokenIds.length];
    int count = 0;
    for (int id : tokenIds) {
      if (id >= 0 && id < size) {
        known[count++] = id;
      }
    }
    String text = library.decode(Arrays.copyOf(known, count), skipSpecialTokens);
    if (cleansUp) {
      for (Map.Entry<String, String> spaced : SPACED) {
        text = text.replace(spaced.getKey(), spaced.getValue());
      }
    }
    return text;
  }

  @Override
  public OptionalInt idOf(String token) {
    Integer id = ids.get(token);
    return id == null ? OptionalInt.empty() : OptionalInt.of(id);
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public void close() {
    library.close();
  }
}
