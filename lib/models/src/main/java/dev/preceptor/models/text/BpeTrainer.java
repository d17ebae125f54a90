package dev.preceptor.models.text;

import dev.preceptor.models.InputException;
import dev.preceptor.models.text.BpeVocabulary.Merge;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Trains a BPE vocabulary for small corpora (Sennrich et al. 2016): on bytes as in GPT-2, with the
 * splitting rule of Qwen2's tokenizer, or on the characters of Moses' words as in BioGPT.
 * Deterministic: of equally frequent pairs, the alphabetically first is merged.
 */
public final class BpeTrainer {
  /** How Qwen2 splits text before byte pairs are merged. */
  static final String QWEN2_SPLIT =
      "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}"
          + "| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";

  private static final Pattern SPLIT =
      Pattern.compile(QWEN2_SPLIT, Pattern.UNICODE_CHARACTER_CLASS);
  private static final Comparator<Merge> ALPHABETIC =
      Comparator.comparing(Merge::left).thenComparing(Merge::right);

  private BpeTrainer() {}

  /**
   * Learns at most {@code size} tokens; fewer if no pair occurs twice in the texts.
   *
   * @param size tokens including the 256 bytes, excluding special tokens
   * @throws InputException if {@code size} is below 256
   */
  public static BpeVocabulary train(Collection<String> texts, int size) {
    if (size < 256) {
      throw new InputException(
          "vocabulary size: " + size + " is too small for the 256 bytes; use 256 or more");
    }
    List<String> bytes = new ArrayList<>(byteAlphabet());
    bytes.sort(Comparator.naturalOrder());
    return merge(countWords(texts), bytes, size);
  }

  /**
   * Learns at most {@code size} tokens from words as BioGPT's tokenizer splits them; the last
   * character of a word ends in {@code </w>}. Every character of the texts and of {@code
   * characters} is a token, both inside a word and at its end.
   *
   * @param characters characters that become tokens whether or not the texts contain them
   * @param size tokens including characters, excluding special tokens
   * @throws InputException if {@code size} is too small for the characters
   */
  public static BpeVocabulary trainWords(Collection<String> texts, String characters, int size) {
    Map<String, Integer> counts = new TreeMap<>();
    for (String text : texts) {
      MosesTokenizer.words(text).forEach(word -> counts.merge(word, 1, Integer::sum));
    }
    Map<List<String>, Integer> words = new LinkedHashMap<>();
    counts.forEach((word, count) -> words.put(BioGptTokenizer.characters(word), count));
    Set<String> alphabet = new TreeSet<>();
    Stream.concat(counts.keySet().stream(), Stream.of(characters))
        .flatMapToInt(String::codePoints)
        .mapToObj(Character::toString)
        .forEach(
            character -> {
              alphabet.add(character);
              alphabet.addAll(BioGptTokenizer.characters(character));
            });
    if (size < alphabet.size()) {
      throw new InputException(
          "vocabulary size: %d is too small for the %d characters; use %2$d or more"
              .formatted(size, alphabet.size()));
    }
    return merge(words, List.copyOf(alphabet), size);
  }

  private static BpeVocabulary merge(
      Map<List<String>, Integer> counted, List<String> alphabet, int size) {
    Map<List<String>, Integer> words = counted;
    // two pairs may make one token, as ab + c and a + bc do
    Set<String> tokens = new LinkedHashSet<>(alphabet);
    List<Merge> merges = new ArrayList<>();
    while (tokens.size() < size) {
      Merge best = mostFrequentPair(words);
      if (best == null) {
        break;
      }
      merges.add(best);
      tokens.add(best.left() + best.right());
      words = merged(words, best);
    }
    return new BpeVocabulary(List.copyOf(tokens), merges);
  }

  private static Map<List<String>, Integer> countWords(Collection<String> texts) {
    List<String> alphabet = byteAlphabet();
    Map<String, Integer> counts = new TreeMap<>();
    for (String text : texts) {
      Matcher matcher = SPLIT.matcher(Normalizer.normalize(text, Normalizer.Form.NFC));
      while (matcher.find()) {
        counts.merge(matcher.group(), 1, Integer::sum);
      }
    }
    Map<List<String>, Integer> words = new LinkedHashMap<>();
    counts.forEach(
        (word, count) -> {
          List<String> letters = new ArrayList<>();
          for (byte b : word.getBytes(StandardCharsets.UTF_8)) {
            letters.add(alphabet.get(b & 0xff));
          }
          words.put(letters, count);
        });
    return words;
  }

  private static Merge mostFrequentPair(Map<List<String>, Integer> words) {
    Map<Merge, Integer> counts = new TreeMap<>(ALPHABETIC);
    words.forEach(
        (word, count) -> {
          for (int i = 0; i + 1 < word.size(); i++) {
            counts.merge(new Merge(word.get(i), word.get(i + 1)), count, Integer::sum);
          }
        });
    Merge best = null;
    int most = 1;
    for (Map.Entry<Merge, Integer> entry : counts.entrySet()) {
      if (entry.getValue() > most) {
        best = entry.getKey();
        most = entry.getValue();
      }
    }
    return best;
  }

  private static Map<List<String>, Integer> merged(Map<List<String>, Integer> words, Merge merge) {
    Map<List<String>, Integer> result = new LinkedHashMap<>();
    words.forEach((word, count) -> result.merge(merged(word, merge), count, Integer::sum));
    return result;
  }

  private static List<String> merged(List<String> word, Merge merge) {
    List<String> result = new ArrayList<>();
    for (int i = 0; i < word.size(); i++) {
      boolean pair =
          i + 1 < word.size()
              && word.get(i).equals(merge.left())
              && word.get(i + 1).equals(merge.right());
      result.add(pair ? merge.left() + merge.right() : word.get(i));
      if (pair) {
        i++;
      }
    }
    return result;
  }

  /** GPT-2's character for each byte: itself if printable, else a character from U+0100 on. */
  private static List<String> byteAlphabet() {
    List<String> alphabet = new ArrayList<>();
    int next = 256;
    for (int b = 0; b < 256; b++) {
      boolean printable = b >= '!' && b <= '~' || b >= 0xA1 && b <= 0xAC || b >= 0xAE;
      alphabet.add(Character.toString(printable ? b : next++));
    }
    return alphabet;
  }
}
