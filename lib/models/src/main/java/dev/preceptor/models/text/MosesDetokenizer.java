package dev.preceptor.models.text;

import static dev.preceptor.models.text.CharacterClass.ALPHABETIC;
import static dev.preceptor.models.text.CharacterClass.CURRENCY;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;

/** Joins Moses' English words into text (sacremoses 0.2.0: {@code MosesDetokenizer.detokenize}). */
final class MosesDetokenizer {

  private static final int[][] CJK = {
    {0x1100, 0x11ff}, {0x2e80, 0xa4cf}, {0xa840, 0xa87f}, {0xac00, 0xd7af},
    {0xf900, 0xfaff}, {0xfe30, 0xfe4f}, {0xff65, 0xffdc}, {0x17000, 0x18aff},
    {0x1b000, 0x1b12f}, {0x1b170, 0x1b2ff}, {0x20000, 0x2ffff}
  };

  private final StringBuilder out = new StringBuilder();
  private final Map<String, Integer> quotes = new HashMap<>();
  private String space = " ";

  private MosesDetokenizer() {}

  /** The text that the words make. */
  static String text(List<String> words) {
    String joined = (" " + String.join(" ", words) + " ").replace(" @-@ ", "-");
    MosesDetokenizer text = new MosesDetokenizer();
    String before = "";
    for (String word : PythonText.words(unescape(joined))) {
      text.add(word, before);
      before = word;
    }
    return PythonText.strip(text.out.toString());
  }

  private void add(String word, String before) {
    if (isCjk(word.codePointAt(0))) {
      boolean follows = !before.isEmpty() && isCjk(before.codePointBefore(before.length()));
      put(follows ? "" : space, word, " ");
    } else if (all(word, c -> CURRENCY.has(c) || "([{¿¡".indexOf(c) >= 0)) {
      put(space, word, "");
    } else if (all(word, c -> ",.?!:;\\%}])".indexOf(c) >= 0)
        || (!before.isEmpty() && isContraction(word))) {
      put("", word, " ");
    } else if (all(word, c -> "'\"„“`".indexOf(c) >= 0)) {
      addQuote(word, before);
    } else {
      put(space, word, " ");
    }
  }

  private void addQuote(String word, String before) {
    String kind = all(word, c -> "„“”".indexOf(c) >= 0) ? "\"" : word;
    boolean opens = quotes.getOrDefault(kind, 0) % 2 == 0;
    if (opens && word.equals("'") && before.endsWith("s")) {
      put("", word, " ");
      return;
    }
    put(opens ? space : "", word, opens ? "" : " ");
    quotes.merge(kind, 1, Integer::sum);
  }

  private void put(String spaceBefore, String word, String spaceAfter) {
    out.append(spaceBefore).append(word);
    space = spaceAfter;
  }

  private static boolean isContraction(String word) {
    return word.length() > 1 && word.charAt(0) == '\'' && ALPHABETIC.has(word.codePointAt(1));
  }

  private static boolean all(String word, IntPredicate is) {
    return word.codePoints().allMatch(is);
  }

  private static boolean isCjk(int c) {
    for (int[] range : CJK) {
      if (c >= range[0] && c <= range[1]) {
        return true;
      }
    }
    return false;
  }

  private static String unescape(String text) {
    return text.replace("&bar;", "|")
        .replace("&#124;", "|")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&bra;", "[")
        .replace("&ket;", "]")
        .replace("&quot;", "\"")
        .replace("&apos;", "'")
        .replace("&#91;", "[")
        .replace("&#93;", "]")
        .replace("&amp;", "&");
  }
}
