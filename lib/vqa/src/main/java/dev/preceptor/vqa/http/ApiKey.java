package dev.preceptor.vqa.http;

import dev.preceptor.models.InputException;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** A server's key, which only the environment knows. It prints as the place that it came from. */
public final class ApiKey {

  private static final int MAX_CHARACTERS = 4096;

  private final String variable;
  private final String secret;

  private ApiKey(String variable, String secret) {
    this.variable = variable;
    this.secret = secret;
  }

  /**
   * Looks a key up.
   *
   * @param variable its environment variable; none: the server asks for no key
   * @param environment gives a variable's value, or null
   * @throws InputException if the variable is not set or holds no key
   */
  public static Optional<ApiKey> of(Optional<String> variable, UnaryOperator<String> environment) {
    return variable.map(name -> new ApiKey(name, secret(name, environment.apply(name))));
  }

  private static String secret(String variable, String value) {
    if (value == null || value.isBlank()) {
      throw new InputException(
          "the environment variable %s, which must hold the API key, is not set; export it"
              .formatted(variable));
    }
    String secret = value.strip();
    if (secret.length() > MAX_CHARACTERS || !secret.chars().allMatch(c -> c > ' ' && c < 127)) {
      throw new InputException(
          "the environment variable %s has characters that an HTTP header cannot hold; set it to the API key"
              .formatted(variable));
    }
    return secret;
  }

  /** The header's value. */
  String bearer() {
    return "Bearer " + secret;
  }

  /** A text without the key in it. */
  public String hiddenIn(String text) {
    return text.replace(secret, toString());
  }

  @Override
  public String toString() {
    return "the key in " + variable;
  }
}
