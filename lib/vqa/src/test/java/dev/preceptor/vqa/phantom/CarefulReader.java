package dev.preceptor.vqa.phantom;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Checks whether a statement is coherent, independently of how it was made: it must list four
 * different answers of one family with four different letters, and conclude with one of them and
 * its letter. Second thoughts may follow, each of which names one of them and its letter.
 */
final class CarefulReader {

  private static final String WORD = "[A-Za-z-]+";
  private static final String NAMED = "(?:" + WORD + " [A-D])";
  private static final String LETTERED = "(?:[A-D] " + WORD + ")";
  private static final String IS = "(?:[A-D] is " + WORD + ")";

  private static final List<Pattern> SURVEYS =
      List.of(
          Pattern.compile("Choices: (" + NAMED + "(?:, " + NAMED + "){3})\\. "),
          Pattern.compile(
              "The choices are (" + NAMED + "(?:, " + NAMED + "){2} and " + NAMED + ")\\. "),
          Pattern.compile("(" + IS + "(?:, " + IS + "){3})\\. "),
          Pattern.compile("Options: (" + LETTERED + "(?:, " + LETTERED + "){3})\\. "));

  private static final List<Pattern> CONCLUSIONS =
      List.of(
          Pattern.compile("(?<subject>[A-Za-z ]+): (?<seen>" + WORD + ") (?<letter>[A-D])\\."),
          Pattern.compile(
              "The (?<subject>[a-z ]+) (?:is|are) (?<seen>" + WORD + "), so (?<letter>[A-D])\\."),
          Pattern.compile(
              "(?<subject>[A-Za-z ]+): (?<seen>"
                  + WORD
                  + "), not (?<rejected>"
                  + WORD
                  + "), so (?<letter>[A-D])\\."),
          Pattern.compile(
              "It must be (?<letter>[A-D]), because the (?<subject>[a-z ]+) (?:is|are) (?<seen>"
                  + WORD
                  + ")\\."));

  private static final Pattern SECOND =
      Pattern.compile(
          " (?:"
              + String.join("|", SecondThoughts.OPENERS)
              + "), (?<subject>[a-z -]+): (?<seen>"
              + WORD
              + ") (?<letter>[A-D])\\.");

  /** The question that a coherent statement is about. */
  record Found(Family family, int truth, List<String> choices) {}

  private CarefulReader() {}

  /** The question that a statement is about; empty if it is not coherent. */
  static Optional<Found> read(String statement) {
    for (Pattern listing : SURVEYS) {
      Matcher listed = listing.matcher(statement);
      if (listed.lookingAt()) {
        Map<String, String> choices = choices(listed.group(1));
        Matcher second = SECOND.matcher(statement);
        int end = second.find(listed.end()) ? second.start() : statement.length();
        return concluded(choices, statement.substring(listed.end(), end))
            .filter(found -> agree(found.family(), choices, statement.substring(end)));
      }
    }
    return Optional.empty();
  }

  /** Whether a text consists of second thoughts, each said once, that agree with the choices. */
  private static boolean agree(Family family, Map<String, String> choices, String text) {
    Matcher second = SECOND.matcher(text);
    Set<String> said = new HashSet<>();
    int end = 0;
    while (end < text.length() && second.find(end) && second.start() == end) {
      if (!family.subject().equalsIgnoreCase(second.group("subject"))
          || !second.group("seen").equals(choices.get(second.group("letter")))
          || !said.add(second.group())) {
        return false;
      }
      end = second.end();
    }
    return end == text.length();
  }

  /** Answers by letter; fewer than four if a letter is listed twice. */
  private static Map<String, String> choices(String listing) {
    Map<String, String> choices = new HashMap<>();
    for (String entry : listing.split(", | and ")) {
      List<String> words = List.of(entry.replace(" is ", " ").split(" "));
      boolean letterFirst = words.get(0).matches("[A-D]");
      choices.put(words.get(letterFirst ? 0 : 1), words.get(letterFirst ? 1 : 0));
    }
    return choices;
  }

  private static Optional<Found> concluded(Map<String, String> choices, String conclusion) {
    for (Pattern pattern : CONCLUSIONS) {
      Matcher said = pattern.matcher(conclusion);
      if (said.matches()) {
        boolean rejects = pattern.pattern().contains("<rejected>");
        String seen = said.group("seen");
        boolean agrees =
            new HashSet<>(choices.values()).size() == 4
                && choices.keySet().equals(new HashSet<>(List.of("A", "B", "C", "D")))
                && seen.equals(choices.get(said.group("letter")))
                && (!rejects
                    || choices.containsValue(said.group("rejected"))
                        && !said.group("rejected").equals(seen));
        return agrees ? family(choices, said.group("subject"), seen) : Optional.empty();
      }
    }
    return Optional.empty();
  }

  private static Optional<Found> family(Map<String, String> choices, String subject, String seen) {
    for (Family family : Family.values()) {
      if (family.answers().containsAll(choices.values())
          && family.subject().equalsIgnoreCase(subject)) {
        List<String> ordered = List.of("A", "B", "C", "D").stream().map(choices::get).toList();
        return Optional.of(new Found(family, family.answers().indexOf(seen), ordered));
      }
    }
    return Optional.empty();
  }
}
