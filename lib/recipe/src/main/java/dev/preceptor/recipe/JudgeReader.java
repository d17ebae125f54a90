package dev.preceptor.recipe;

import java.net.URI;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Reads one entry of {@code judges}. The defaults of its keys stand here. */
final class JudgeReader {

  private static final String NAME = "name";
  private static final String MODEL = "model";
  private static final String URL = "url";
  private static final Set<String> OF_ALL = Set.of(NAME, MODEL);
  private static final List<String> OF_ENDPOINTS =
      List.of(
          URL,
          "api",
          "api_key_env",
          "logprobs",
          "timeout_seconds",
          "max_retries",
          "requests_per_minute",
          "max_concurrency",
          "breaker_failures",
          "breaker_seconds");

  private final RecipeFields fields;

  private JudgeReader(RecipeFields fields) {
    this.fields = fields;
  }

  /**
   * Reads an entry: an endpoint where it has a {@code url}, else a folder.
   *
   * @throws RecipeException if it cannot be used
   */
  static JudgeKeys read(RecipeFields fields) {
    fields.refuseUnknown(Stream.concat(OF_ALL.stream(), OF_ENDPOINTS.stream()).sorted().toList());
    JudgeReader reader = new JudgeReader(fields);
    return new JudgeKeys(
        fields.name(NAME, null), fields.has(URL) ? reader.endpoint() : reader.folder());
  }

  private JudgeFolder folder() {
    OF_ENDPOINTS.stream()
        .filter(fields::has)
        .findFirst()
        .ifPresent(
            key -> {
              throw refused(key, "has no meaning for a folder; add a url or remove it");
            });
    return new JudgeFolder(
        fields.path(MODEL).orElseThrow(() -> refused(MODEL, "is missing; name a folder")));
  }

  private JudgeEndpoint endpoint() {
    String model =
        fields
            .text(MODEL)
            .orElseThrow(() -> refused(MODEL, "is missing; name the model as the server does"));
    try {
      return new JudgeEndpoint(
          url(fields.text(URL).orElseThrow()),
          model,
          fields.choice("api", EndpointApi.CHAT),
          fields.text("api_key_env"),
          fields.flag("logprobs", false),
          fields.decimal("timeout_seconds", 30),
          fields.integer("max_retries", 3),
          fields.integer("requests_per_minute"),
          fields.integer("max_concurrency", 8),
          fields.integer("breaker_failures", 5),
          fields.decimal("breaker_seconds", 10));
    } catch (RecipeException e) {
      throw e.key().startsWith(fields.prefix()) ? e : e.within(fields.prefix());
    }
  }

  private URI url(String text) {
    try {
      return URI.create(text.endsWith("/") ? text.substring(0, text.length() - 1) : text);
    } catch (IllegalArgumentException e) {
      throw refused(URL, "is no address; write it as http://HOST:PORT/v1");
    }
  }

  private RecipeException refused(String key, String complaint) {
    return new RecipeException(fields.prefix() + key, complaint);
  }
}
