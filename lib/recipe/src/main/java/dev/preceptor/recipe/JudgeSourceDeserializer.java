package dev.preceptor.recipe;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.BeanProperty;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.deser.ContextualDeserializer;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.util.NameTransformer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Reads an entry of {@code judges} or {@code metrics}: an endpoint where it has a {@code url},
 * people where it has {@code reviewers}, else a folder.
 */
final class JudgeSourceDeserializer extends StdDeserializer<JudgeSource>
    implements ContextualDeserializer {
  private static final long serialVersionUID = 1L;

  /** The attribute that says under which key at the top of the recipe the entry stands. */
  static final String TOP_KEY = JudgeSourceDeserializer.class.getName();

  private static final String REVIEWERS = "reviewers";

  private final String topKey;

  JudgeSourceDeserializer() {
    this("judges");
  }

  private JudgeSourceDeserializer(String topKey) {
    super(JudgeSource.class);
    this.topKey = topKey;
  }

  @Override
  public JsonDeserializer<JudgeSource> createContextual(
      DeserializationContext context, BeanProperty property) {
    boolean metric = property.getMember().getDeclaringClass() == MetricKeys.class;
    return new JudgeSourceDeserializer(metric ? "metrics" : "judges");
  }

  /** Another object says to Jackson that this can read keys that stand beside others. */
  @Override
  public JsonDeserializer<JudgeSource> unwrappingDeserializer(NameTransformer names) {
    return new JudgeSourceDeserializer(topKey);
  }

  @Override
  public JudgeSource deserialize(JsonParser parser, DeserializationContext context)
      throws IOException {
    JsonNode entry = context.readTree(parser);
    Class<? extends JudgeSource> type = typeOf(entry);
    requireKnown(entry, namesOf(type));
    context.setAttribute(TOP_KEY, topKey);
    return context.readTreeAsValue(entry, type);
  }

  private static Class<? extends JudgeSource> typeOf(JsonNode entry) {
    if (entry.has("url")) {
      return JudgeEndpoint.class;
    }
    return entry.has(REVIEWERS) ? JudgeReviewers.class : JudgeFolder.class;
  }

  private static void requireKnown(JsonNode entry, List<String> names) {
    List<String> known = new ArrayList<>(List.of("name"));
    known.addAll(namesOf(JudgeEndpoint.class));
    known.add(REVIEWERS);
    for (Map.Entry<String, JsonNode> field : entry.properties()) {
      String key = field.getKey();
      if (!known.contains(key)) {
        throw RecipeException.unknown(key, known);
      }
      if (!names.contains(key) && entry.has(REVIEWERS)) {
        throw new RecipeException(
            key,
            "does not apply beside %s; keep one of them"
                .formatted(key.equals(REVIEWERS) ? "url" : REVIEWERS));
      }
      if (!names.contains(key)) {
        throw new RecipeException(key, "does not apply without a url; add a url or remove it");
      }
    }
  }

  private static List<String> namesOf(Class<?> type) {
    return Stream.of(type.getRecordComponents()).map(RecipeKey::nameOf).toList();
  }
}
