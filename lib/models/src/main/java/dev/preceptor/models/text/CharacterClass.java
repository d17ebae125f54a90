package dev.preceptor.models.text;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * One of Perl's character classes as sacremoses defines them: they follow an older version of
 * Unicode than Java's own classes.
 */
enum CharacterClass {
  ALPHANUMERIC,
  ALPHABETIC,
  LOWER,
  NUMBER,
  CURRENCY;

  private static final Map<String, BitSet> CLASSES = read();

  boolean has(int codePoint) {
    return CLASSES.get(name()).get(codePoint);
  }

  private static Map<String, BitSet> read() {
    try (InputStream in = CharacterClass.class.getResourceAsStream("moses-characters.txt")) {
      Map<String, BitSet> classes = new HashMap<>();
      for (String line : new String(in.readAllBytes(), StandardCharsets.US_ASCII).split("\n")) {
        if (line.startsWith("#")) {
          continue;
        }
        String[] words = line.split(" ");
        BitSet members = new BitSet();
        for (int i = 1; i < words.length; i++) {
          String[] ends = words[i].split("-");
          members.set(
              Integer.parseInt(ends[0], 16), Integer.parseInt(ends[ends.length - 1], 16) + 1);
        }
        classes.put(words[0].toUpperCase(Locale.ROOT), members);
      }
      return classes;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
