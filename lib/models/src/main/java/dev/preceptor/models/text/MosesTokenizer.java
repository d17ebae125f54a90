package dev.preceptor.models.text;

import static dev.preceptor.models.text.CharacterClass.ALPHABETIC;
import static dev.preceptor.models.text.CharacterClass.ALPHANUMERIC;
import static dev.preceptor.models.text.CharacterClass.LOWER;
import static dev.preceptor.models.text.CharacterClass.NUMBER;

import java.util.List;
import java.util.Set;
import java.util.function.IntPredicate;

/**
 * Moses' word tokenizer for English with aggressive hyphen splits and escaped XML characters, as
 * BioGPT's tokenizer uses it (sacremoses 0.2.0: {@code MosesTokenizer.tokenize}). Each rule scans
 * code points from left to right; matches do not overlap.
 */
final class MosesTokenizer {

  private static final Set<String> NONBREAKING_PREFIXES =
      Set.of(
          ("A B C D E F G H I J K L M N O P Q R S T U V W X Y Z Adj Adm Adv Asst Bart Bldg Brig"
                  + " Bros Capt Cmdr Col Comdr Con Corp Cpl DR Dr Drs Ens Gen Gov Hon Hr Hosp Insp Lt"
                  + " MM MR MRS MS Maj Messrs Mlle Mme Mr Mrs Ms Msgr Op Ord Pfc Ph Prof Pvt Rep Reps"
                  + " Res Rev Rt Sen Sens Sfc Sgt Sr St Supt Surg v vs i.e rev e.g Rs Nos Nr Jan Feb"
                  + " Mar Apr Jun Jul Aug Sep Oct Nov Dec")
              .split(" "));

  /** Abbreviations only before a number. */
  private static final Set<String> NUMERIC_ONLY_PREFIXES = Set.of("No", "Art", "pp");

  private static final String DOT = "DOT";
  private static final String MULTI = "MULTI";

  private MosesTokenizer() {}

  /** The words of a text. */
  static List<String> words(String text) {
    String clean = PythonText.strip(withoutControls(PythonText.singleSpaced(text)));
    String spaced = separateOthers(clean);
    spaced = splitHyphens(spaced);
    spaced = markDots(spaced);
    spaced = separateCommas(spaced);
    spaced = splitApostrophes(spaced);
    spaced = separatePeriods(spaced);
    spaced = splitLastApostrophe(PythonText.strip(PythonText.singleSpaced(spaced)));
    return PythonText.words(escape(restoreDots(spaced)));
  }

  private static String withoutControls(String text) {
    return select(text, c -> c > 0x1f);
  }

  private static String select(String text, IntPredicate kept) {
    return text.codePoints()
        .filter(kept)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  private static String separateOthers(String text) {
    StringBuilder out = new StringBuilder();
    text.codePoints()
        .forEach(
            c -> {
              if (ALPHANUMERIC.has(c) || PythonText.isSpace(c) || ".'`,-".indexOf(c) >= 0) {
                out.appendCodePoint(c);
              } else {
                out.append(' ').appendCodePoint(c).append(' ');
              }
            });
    return out.toString();
  }

  private static String splitHyphens(String text) {
    int[] c = text.codePoints().toArray();
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < c.length; i++) {
      boolean within = i > 0 && i + 1 < c.length && c[i] == '-';
      if (within && ALPHANUMERIC.has(c[i - 1]) && ALPHANUMERIC.has(c[i + 1])) {
        out.append(" @-@ ");
      } else {
        out.appendCodePoint(c[i]);
      }
    }
    return out.toString();
  }

  /** Replaces a run of dots with one word, so that no rule splits it. */
  private static String markDots(String text) {
    StringBuilder out = new StringBuilder();
    int i = 0;
    while (i < text.length()) {
      int end = i;
      while (end < text.length() && text.charAt(end) == '.') {
        end++;
      }
      if (end - i > 1) {
        out.append(' ').append(DOT.repeat(end - i)).append(MULTI);
        out.append(end < text.length() ? " " : "");
        i = end;
      } else {
        out.append(text.charAt(i++));
      }
    }
    return out.toString();
  }

  private static String restoreDots(String text) {
    StringBuilder out = new StringBuilder();
    int i = 0;
    while (i < text.length()) {
      int end = i;
      while (text.startsWith(DOT, end)) {
        end += DOT.length();
      }
      if (end > i && text.startsWith(MULTI, end)) {
        out.append(".".repeat((end - i) / DOT.length()));
        i = end + MULTI.length();
      } else {
        end = Math.max(end, i + 1);
        out.append(text, i, end);
        i = end;
      }
    }
    return out.toString();
  }

  private static String separateCommas(String text) {
    String after = replacePairs(text, c -> !NUMBER.has(c), c -> c == ',', "\0 , ");
    String before = replacePairs(after, c -> c == ',', c -> !NUMBER.has(c), " , \1");
    if (before.endsWith(",") && before.length() > 1) {
      int last = before.codePointBefore(before.length() - 1);
      if (NUMBER.has(last)) {
        return before.substring(0, before.length() - 1) + " , ";
      }
    }
    return before;
  }

  /** Replaces two characters with a pattern in which \0 is the first and \1 the second. */
  private static String replacePairs(
      String text, IntPredicate first, IntPredicate second, String pattern) {
    int[] c = text.codePoints().toArray();
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < c.length; i++) {
      if (i + 1 < c.length && first.test(c[i]) && second.test(c[i + 1])) {
        for (char p : pattern.toCharArray()) {
          out.appendCodePoint(p > 1 ? p : c[i + p]);
        }
        i++;
      } else {
        out.appendCodePoint(c[i]);
      }
    }
    return out.toString();
  }

  private static String splitApostrophes(String text) {
    IntPredicate letter = ALPHABETIC::has;
    IntPredicate number = NUMBER::has;
    String out = replaceBetween(text, letter.negate(), letter.negate(), " ' ");
    out = replaceBetween(out, letter.or(number).negate(), letter, " ' ");
    out = replaceBetween(out, letter, letter.negate(), " ' ");
    out = replaceBetween(out, letter, letter, " '");
    return replaceBetween(out, number, c -> c == 's', " '");
  }

  private static String replaceBetween(
      String text, IntPredicate before, IntPredicate after, String replacement) {
    int[] c = text.codePoints().toArray();
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < c.length; i++) {
      out.appendCodePoint(c[i]);
      if (i + 2 < c.length && before.test(c[i]) && c[i + 1] == '\'' && after.test(c[i + 2])) {
        out.append(replacement).appendCodePoint(c[i + 2]);
        i += 2;
      }
    }
    return out.toString();
  }

  /**
   * Separates a word's last period unless the word is an abbreviation or the sentence continues.
   */
  private static String separatePeriods(String text) {
    List<String> words = PythonText.words(text);
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < words.size(); i++) {
      String word = words.get(i);
      String next = i + 1 < words.size() ? words.get(i + 1) : "";
      boolean separate =
          word.length() > 1
              && word.endsWith(".")
              && !isNonbreaking(word.substring(0, word.length() - 1), next);
      out.append(i > 0 ? " " : "");
      out.append(separate ? word.substring(0, word.length() - 1) + " ." : word);
    }
    return out.toString();
  }

  private static boolean isNonbreaking(String prefix, String next) {
    return (prefix.contains(".") && prefix.codePoints().anyMatch(ALPHABETIC::has))
        || NONBREAKING_PREFIXES.contains(prefix)
        || (!next.isEmpty() && LOWER.has(next.codePointAt(0)))
        || (NUMERIC_ONLY_PREFIXES.contains(prefix)
            && !next.isEmpty()
            && next.charAt(0) >= '0'
            && next.charAt(0) <= '9');
  }

  private static String splitLastApostrophe(String text) {
    return text.endsWith(".'") ? text.substring(0, text.length() - 2) + " . ' " : text;
  }

  private static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("|", "&#124;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("'", "&apos;")
        .replace("\"", "&quot;")
        .replace("[", "&#91;")
        .replace("]", "&#93;");
  }
}
