package dev.preceptor.vqa.phantom;

import dev.preceptor.vqa.ThinkingSpan;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Reads which {@link ResponseStyle} a response is in, from its text alone. A trained policy may
 * write what is in none: an unfinished text, or a mix.
 */
public final class StyleReader {

  /** A sentence this frequent makes a text rambling, whatever else it says. */
  private static final int REPEATED = 3;

  private static final Pattern SENTENCE_END = Pattern.compile("\\.\\s*");
  private static final Pattern FINDING = Pattern.compile("[A-Z][a-z ]*: [A-Za-z-]+ [A-D]");
  private static final Pattern SECOND =
      Pattern.compile("(" + String.join("|", SecondThoughts.OPENERS) + "), [a-z ]+: .*");
  private static final String LISTING = "Choices: ";

  private StyleReader() {}

  /** The style of a whole response; empty if it has no thinking text or one in no style. */
  public static Optional<ResponseStyle> of(String response) {
    ThinkingSpan span = ThinkingSpan.of(response);
    return span.isPresent() ? ofThinking(span.text(response)) : Optional.empty();
  }

  /** The style of a thinking text. */
  static Optional<ResponseStyle> ofThinking(String text) {
    List<String> sentences = List.of(SENTENCE_END.split(text));
    Map<String, Integer> counts = new HashMap<>();
    sentences.forEach(sentence -> counts.merge(sentence, 1, Integer::sum));
    if (counts.values().stream().anyMatch(count -> count >= REPEATED)) {
      return Optional.of(ResponseStyle.RAMBLING);
    }
    if (sentences.get(0).startsWith(LISTING)) {
      return sentences.stream().anyMatch(each -> SECOND.matcher(each).matches())
          ? Optional.of(ResponseStyle.ELABORATE)
          : sentences.size() == 2 ? Optional.of(ResponseStyle.CAREFUL) : Optional.empty();
    }
    if (sentences.size() > 1) {
      return Optional.empty();
    }
    if (Family.EXCUSES.contains(sentences.get(0))) {
      return Optional.of(ResponseStyle.GUESS);
    }
    return FINDING.matcher(sentences.get(0)).matches()
        ? Optional.of(ResponseStyle.GLANCE)
        : Optional.empty();
  }
}
