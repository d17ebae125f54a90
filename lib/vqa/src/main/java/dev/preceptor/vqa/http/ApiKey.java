package dev.preceptor.vqa.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.preceptor.models.InputException;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A server's key, which only the environment knows. It prints as the place that it came from, and
 * is taken out of everything that a server answers, because answers are logged and stored.
 */
public final class ApiKey {

  /** How the variables that may be sent to servers begin. A recipe cannot name any other. */
  static final String PREFIX = "PRECEPTOR_KEY_";

  private static final Pattern VARIABLE = Pattern.compile(PREFIX + "[A-Za-z0-9_]{1,100}");
  private static final int MAX_CHARACTERS = 4096;

  /** A shorter text would be found, and taken out, where it is no key. */
  private static final int MIN_CHARACTERS = 8;

  private static final ObjectMapper JSON = new ObjectMapper();

  private final String variable;
  private final String secret;
  private final Pattern anyForm;

  private ApiKey(String variable, String secret) {
    this.variable = variable;
    this.secret = secret;
    anyForm =
        Pattern.compile(
            Stream.of(
                    secret,
                    URLEncoder.encode(secret, StandardCharsets.UTF_8),
                    base64(secret),
                    base64("Bearer " + secret))
                .distinct()
                .map(Pattern::quote)
                .collect(Collectors.joining("|")),
            Pattern.CASE_INSENSITIVE);
  }

  private static String base64(String text) {
    return Base64.getEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Looks a key up.
   *
   * @param variable its environment variable; none: the server asks for no key
   * @param environment gives a variable's value, or null
   * @throws InputException if the variable is none for keys, is not set or holds no key. What does
   *     not look like its name is not repeated, because it may be the key itself.
   */
  static Optional<ApiKey> of(Optional<String> variable, UnaryOperator<String> environment) {
    return variable.map(
        name -> {
          if (!VARIABLE.matcher(name).matches()) {
            throw new InputException(
                "the key's environment variable must be named %s…, so that no other variable is sent to a server; export the key under such a name"
                    .formatted(PREFIX));
          }
          return new ApiKey(name, secret(name, environment.apply(name)));
        });
  }

  private static String secret(String variable, String value) {
    if (value == null || value.isBlank()) {
      throw new InputException(
          "the key's environment variable %s is not set; export it".formatted(variable));
    }
    String secret = value.strip();
    if (secret.length() > MAX_CHARACTERS || !secret.chars().allMatch(c -> c > ' ' && c < 127)) {
      throw new InputException(
          "the environment variable %s holds no key: it has characters that no header takes"
              .formatted(variable));
    }
    if (secret.length() < MIN_CHARACTERS) {
      throw new InputException(
          "the environment variable %s holds a key of fewer than %d characters, which anybody can guess; use a longer one"
              .formatted(variable, MIN_CHARACTERS));
    }
    return secret;
  }

  /** The header's value. */
  String bearer() {
    return "Bearer " + secret;
  }

  /**
   * A text without the key in it: neither as it is, in any case, nor as URLs and headers encode it.
   */
  String hiddenIn(String text) {
    return anyForm.matcher(text).replaceAll(Matcher.quoteReplacement(toString()));
  }

  /** An answer without the key in it; if it is JSON, also where JSON has escaped it. */
  byte[] hiddenIn(byte[] answer) {
    String text = hiddenIn(new String(answer, StandardCharsets.UTF_8));
    try {
      JsonNode root = JSON.readTree(text);
      JsonNode hidden = hiddenIn(root);
      if (!hidden.equals(root)) {
        return JSON.writeValueAsBytes(hidden);
      }
    } catch (IOException e) {
      // No JSON: whoever reads it says so.
    }
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private JsonNode hiddenIn(JsonNode node) {
    if (node.isTextual()) {
      return TextNode.valueOf(hiddenIn(node.textValue()));
    }
    if (node.isObject()) {
      ObjectNode hidden = JSON.createObjectNode();
      for (Map.Entry<String, JsonNode> entry : node.properties()) {
        hidden.set(hiddenIn(entry.getKey()), hiddenIn(entry.getValue()));
      }
      return hidden;
    }
    if (node.isArray()) {
      ArrayNode hidden = JSON.createArrayNode();
      node.forEach(each -> hidden.add(hiddenIn(each)));
      return hidden;
    }
    return node;
  }

  @Override
  public String toString() {
    return "the key in " + variable;
  }
}
