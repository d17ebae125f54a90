package dev.preceptor.vqa.judge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * Reads the answer of an OpenAI-compatible server. The first word must be Yes or No, in any case
 * and with any punctuation; anything else is unscorable. If the answer has log-probabilities of the
 * first token's alternatives, the more likely of Yes and No decides instead, as for a local judge.
 *
 * @param chat whether it is an answer of the chat API
 * @param logprobs whether log-probabilities were requested
 */
record EndpointAnswer(boolean chat, boolean logprobs) {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** The number of characters of an answer that are read. */
  private static final int LOOKED_AT = 200;

  private static final int EXCERPT = 60;

  /** Number of words that are read: the answer, a conjunction, the other answer. */
  private static final int WORDS = 3;

  JudgedStatement read(byte[] answer) {
    JsonNode root;
    try {
      root = JSON.readTree(answer);
    } catch (IOException e) {
      return unreadable("the answer is not JSON");
    }
    JsonNode choice = root.path("choices").path(0);
    if (!choice.isObject()) {
      return unreadable("the answer has no choices");
    }
    if (logprobs) {
      Likelihoods likelihoods = likelihoods(choice.path("logprobs"));
      if (likelihoods.yes > 0 || likelihoods.no > 0) {
        return likelihoods.judged();
      }
    }
    JsonNode text = chat ? choice.path("message").path("content") : choice.path("text");
    return text.isTextual() ? judged(text.textValue()) : unreadable("the answer has no text");
  }

  private JudgedStatement judged(String text) {
    List<String> words = words(text);
    String first = words.isEmpty() ? "" : words.get(0);
    boolean yes = first.equals("yes");
    if (!yes && !first.equals("no")) {
      return unreadable("the answer is neither Yes nor No: " + excerpt(text));
    }
    if (isBoth(words, yes ? "no" : "yes")) {
      return unreadable("the answer is Yes and No: " + excerpt(text));
    }
    return JudgedStatement.verdict(yes, OptionalDouble.empty(), OptionalDouble.empty());
  }

  /** "Yes or No", "yes/no". */
  private static boolean isBoth(List<String> words, String other) {
    List<String> more = words.subList(1, words.size());
    boolean joined = !more.isEmpty() && (more.get(0).equals("or") || more.get(0).equals("and"));
    int at = joined ? 1 : 0;
    return more.size() > at && more.get(at).equals(other);
  }

  /** The first words, of letters and digits, in lower case. */
  private static List<String> words(String text) {
    List<String> words = new ArrayList<>();
    StringBuilder word = new StringBuilder();
    int end = Math.min(text.length(), LOOKED_AT);
    for (int i = 0; i <= end && words.size() < WORDS; i++) {
      if (i < end && Character.isLetterOrDigit(text.charAt(i))) {
        word.append(text.charAt(i));
      } else if (!word.isEmpty()) {
        words.add(word.toString().toLowerCase(Locale.ROOT));
        word.setLength(0);
      }
    }
    return words;
  }

  /**
   * Summed probabilities of the first token's alternatives that mean Yes, and of those that mean
   * No.
   */
  private static final class Likelihoods {
    private double yes;
    private double no;

    void add(String token, JsonNode logprob) {
      double value = logprob.isNumber() ? logprob.doubleValue() : Double.NaN;
      if (!(value <= 0)) {
        return;
      }
      switch (token.strip().toLowerCase(Locale.ROOT)) {
        case "yes" -> yes += Math.exp(value);
        case "no" -> no += Math.exp(value);
        default -> {
          // neither
        }
      }
    }

    JudgedStatement judged() {
      if (yes == no) {
        return JudgedStatement.unscorable(
            JudgeFault.UNDECIDED, "Yes and No are equally likely: " + Math.log(yes));
      }
      return JudgedStatement.verdict(yes > no, logprob(yes), logprob(no));
    }

    private static OptionalDouble logprob(double probability) {
      return probability > 0 ? OptionalDouble.of(Math.log(probability)) : OptionalDouble.empty();
    }
  }

  private Likelihoods likelihoods(JsonNode given) {
    Likelihoods likelihoods = new Likelihoods();
    if (chat) {
      for (JsonNode each : given.path("content").path(0).path("top_logprobs")) {
        likelihoods.add(each.path("token").asText(""), each.path("logprob"));
      }
    } else {
      Iterator<Map.Entry<String, JsonNode>> tokens =
          given.path("top_logprobs").path(0).properties().iterator();
      tokens.forEachRemaining(each -> likelihoods.add(each.getKey(), each.getValue()));
    }
    return likelihoods;
  }

  private static JudgedStatement unreadable(String why) {
    return JudgedStatement.unscorable(JudgeFault.UNREADABLE, why);
  }

  /** The start of a text, on one line. */
  private static String excerpt(String text) {
    String start = text.substring(0, Math.min(text.length(), EXCERPT));
    String shown = start.replaceAll("[\\p{Cntrl}\\p{Cs}\\s]+", " ").strip();
    return "'" + shown + (text.length() > EXCERPT ? "…'" : "'");
  }
}
