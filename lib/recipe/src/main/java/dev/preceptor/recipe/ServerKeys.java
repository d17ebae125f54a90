package dev.preceptor.recipe;

import java.net.URI;
import java.util.regex.Pattern;

/**
 * What a recipe may say of a server: nothing that may hold a secret, because a recipe is shown,
 * stored and published. Complaints do not repeat what they refuse.
 */
final class ServerKeys {

  /** What is wrong with an address. */
  static final String NO_ADDRESS =
      "is no address of a server; write it as https://HOST/PATH, without user, query or fragment";

  static final String NO_VARIABLE =
      "is no name of an environment variable; name the variable that holds the key, not the key";

  private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,127}");

  private ServerKeys() {}

  /** Refuses an address that is none, or has a user, a query or a fragment. */
  static void requireAddress(String key, URI url) {
    boolean http = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
    boolean plain =
        url.getRawUserInfo() == null && url.getRawQuery() == null && url.getRawFragment() == null;
    if (!http || url.getHost() == null || !plain) {
      throw new RecipeException(key, NO_ADDRESS);
    }
  }

  /** The same for a text. */
  static void requireAddress(String key, String url) {
    try {
      requireAddress(key, URI.create(url));
    } catch (IllegalArgumentException e) {
      throw new RecipeException(key, NO_ADDRESS);
    }
  }

  /** Refuses what does not look like a variable's name; it may be the key itself. */
  static void requireVariable(String key, String name) {
    if (!VARIABLE.matcher(name).matches()) {
      throw new RecipeException(key, NO_VARIABLE);
    }
  }
}
