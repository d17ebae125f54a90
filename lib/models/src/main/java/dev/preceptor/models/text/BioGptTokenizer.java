package dev.preceptor.models.text;

import com.fasterxml.jackson.databind.JsonNode;
import dev.preceptor.models.InputException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Moses' words, each split by byte-pair encoding of its characters, the last of which ends in
 * {@code </w>} (transformers: {@code BioGptTokenizer}). A {@code </s>} precedes every text.
 */
final class BioGptTokenizer implements Tokenizer {

  private static final String END_OF_WORD = "</w>";

  /** Judges see the same few words again and again; this many short ones are cached. */
  private static final int CACHED_WORDS = 1 << 14;

  private static final int CACHED_CHARACTERS = 40;

  private final Map<String, Integer> ids;
  private final Map<Integer, String> tokens;
  private final Map<Pair, Integer> ranks;
  private final Map<String, Integer> added;
  private final Set<Integer> special;
  private final Pattern addedTokens;
  private final int separator;
  private final int unknown;
  private final int size;
  private final Map<String, int[]> cache = new ConcurrentHashMap<>();

  private record Pair(String left, String right) {}

  private BioGptTokenizer(
      Map<String, Integer> vocabulary,
      Map<Pair, Integer> ranks,
      Map<String, Integer> added,
      Set<Integer> special,
      int separator,
      int unknown) {
    this.ranks = ranks;
    this.added = added;
    this.special = special;
    this.separator = separator;
    this.unknown = unknown;
    ids = new HashMap<>(vocabulary);
    ids.putAll(added);
    tokens = new HashMap<>();
    vocabulary.forEach((token, id) -> tokens.put(id, token));
    added.forEach((token, id) -> tokens.put(id, token));
    size = 1 + tokens.keySet().stream().mapToInt(Integer::intValue).max().orElse(-1);
    addedTokens =
        Pattern.compile(
            added.keySet().stream()
                .sorted(Comparator.comparing(String::length).reversed())
                .map(Pattern::quote)
                .collect(Collectors.joining("|")));
  }

  /**
   * A tokenizer from a model's files.
   *
   * @param vocabulary ids by token, of {@code vocab.json}
   * @param merges the text of {@code merges.txt}, which has no version line; counts may follow a
   *     pair
   * @param addedTokens each with {@code content}, {@code id} and {@code special}
   * @param config {@code tokenizer_config.json}, which may name other special tokens
   * @param place the model's name in messages
   */
  static BioGptTokenizer of(
      Map<String, Integer> vocabulary,
      String merges,
      Collection<Map<String, Object>> addedTokens,
      JsonNode config,
      String place) {
    Map<String, Integer> added = new HashMap<>();
    Set<Integer> special = new HashSet<>();
    for (Map<String, Object> token : addedTokens) {
      int id = (Integer) token.get("id");
      added.put((String) token.get("content"), id);
      if ((Boolean) token.get("special")) {
        special.add(id);
      }
    }
    Map<String, String> defaults =
        Map.of(
            "bos_token", "<s>",
            "eos_token", "</s>",
            "sep_token", "</s>",
            "unk_token", "<unk>",
            "pad_token", "<pad>");
    Map<String, Integer> named = new HashMap<>();
    defaults.forEach(
        (key, token) -> {
          JsonNode given = config.path(key);
          String name = (given.isObject() ? given.path("content") : given).asText(token);
          Integer id = added.getOrDefault(name, vocabulary.get(name));
          if (id == null) {
            throw new InputException(
                "%s: no token \"%s\" in vocab.json, the tokenizer's %s; fetch it again"
                    .formatted(place, name, key));
          }
          added.put(name, id);
          special.add(id);
          named.put(key, id);
        });
    return new BioGptTokenizer(
        vocabulary, ranks(merges), added, special, named.get("sep_token"), named.get("unk_token"));
  }

  /** Text after the last line end is ignored, as in transformers. */
  private static Map<Pair, Integer> ranks(String merges) {
    String[] lines = merges.replace("\r\n", "\n").replace('\r', '\n').split("\n", -1);
    Map<Pair, Integer> ranks = new HashMap<>();
    for (int i = 0; i + 1 < lines.length; i++) {
      List<String> words = PythonText.words(lines[i]);
      if (words.size() > 1) {
        ranks.put(new Pair(words.get(0), words.get(1)), i);
      }
    }
    return ranks;
  }

  @Override
  public int[] encode(String text, boolean addSpecialTokens) {
    List<Integer> out = new ArrayList<>();
    if (addSpecialTokens) {
      out.add(separator);
    }
    Matcher matcher = addedTokens.matcher(LoneSurrogates.replaced(text));
    StringBuilder between = new StringBuilder();
    while (matcher.find()) {
      between.setLength(0);
      matcher.appendReplacement(between, "");
      encodeWords(between.toString(), out);
      out.add(added.get(matcher.group()));
    }
    between.setLength(0);
    encodeWords(matcher.appendTail(between).toString(), out);
    return out.stream().mapToInt(Integer::intValue).toArray();
  }

  private void encodeWords(String text, List<Integer> out) {
    for (String word : MosesTokenizer.words(text)) {
      for (int id : idsOf(word)) {
        out.add(id);
      }
    }
  }

  private int[] idsOf(String word) {
    int[] cached = cache.get(word);
    if (cached != null) {
      return cached;
    }
    int[] result =
        pieces(word).stream().mapToInt(piece -> ids.getOrDefault(piece, unknown)).toArray();
    if (word.length() <= CACHED_CHARACTERS && cache.size() < CACHED_WORDS) {
      cache.put(word, result);
    }
    return result;
  }

  /** Merges every occurrence of the lowest-ranked pair, until no pair has a rank. */
  private List<String> pieces(String word) {
    List<String> pieces = characters(word);
    while (pieces.size() > 1) {
      Pair best = null;
      int rank = Integer.MAX_VALUE;
      for (int i = 0; i + 1 < pieces.size(); i++) {
        Pair pair = new Pair(pieces.get(i), pieces.get(i + 1));
        int own = ranks.getOrDefault(pair, Integer.MAX_VALUE);
        if (own < rank) {
          rank = own;
          best = pair;
        }
      }
      if (best == null) {
        return pieces;
      }
      pieces = merged(pieces, best);
    }
    return pieces;
  }

  /** A word's characters, the last of which ends in {@code </w>}. */
  static List<String> characters(String word) {
    List<String> out = word.codePoints().mapToObj(Character::toString).collect(Collectors.toList());
    out.set(out.size() - 1, out.get(out.size() - 1) + END_OF_WORD);
    return out;
  }

  private static List<String> merged(List<String> pieces, Pair pair) {
    List<String> out = new ArrayList<>(pieces.size());
    for (int i = 0; i < pieces.size(); i++) {
      boolean here =
          i + 1 < pieces.size()
              && pieces.get(i).equals(pair.left())
              && pieces.get(i + 1).equals(pair.right());
      out.add(here ? pair.left() + pair.right() : pieces.get(i));
      i += here ? 1 : 0;
    }
    return out;
  }

  @Override
  public String decode(int[] tokenIds, boolean skipSpecialTokens) {
    List<String> texts = new ArrayList<>();
    StringBuilder pieces = new StringBuilder();
    for (int id : tokenIds) {
      String token = tokens.get(id);
      if (token == null || (skipSpecialTokens && special.contains(id))) {
        continue;
      }
      if (added.containsKey(token) && !special.contains(id)) {
        addText(pieces, texts);
        texts.add(token);
      } else {
        pieces.append(token.replace(" ", "").replace(END_OF_WORD, " "));
      }
    }
    addText(pieces, texts);
    return String.join(" ", texts);
  }

  private static void addText(StringBuilder pieces, List<String> texts) {
    String text = MosesDetokenizer.text(PythonText.words(pieces.toString()));
    if (!text.isEmpty()) {
      texts.add(text);
    }
    pieces.setLength(0);
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
  public void close() {}
}
