package dev.preceptor.recipe;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.BeanProperty;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.deser.ContextualDeserializer;
import com.fasterxml.jackson.databind.deser.std.StdScalarDeserializer;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** Reads paths by the rule that is in force. */
final class PathDeserializer extends StdScalarDeserializer<Path> implements ContextualDeserializer {
  private static final long serialVersionUID = 1L;

  private final String topKey;

  PathDeserializer() {
    this("");
  }

  private PathDeserializer(String topKey) {
    super(Path.class);
    this.topKey = topKey;
  }

  @Override
  public JsonDeserializer<Path> createContextual(
      DeserializationContext context, BeanProperty property) {
    boolean inner = property.getMember().getDeclaringClass() == JudgeFolder.class;
    return new PathDeserializer(inner ? "" : property.getName());
  }

  @Override
  public Path deserialize(JsonParser parser, DeserializationContext context) throws IOException {
    if (!parser.hasToken(JsonToken.VALUE_STRING)) {
      return (Path) context.handleUnexpectedToken(Path.class, parser);
    }
    String text = parser.getText();
    if (text.isBlank()) {
      throw new RecipeException("", "is empty; give a path or leave the key out");
    }
    try {
      return rule(context).read(topKey(context), Path.of(text));
    } catch (InvalidPathException e) {
      throw new RecipeException("", "'" + RecipeException.excerpt(text) + "' is not a path");
    }
  }

  /** Whoever reads the entries of a list says which list it is. */
  private String topKey(DeserializationContext context) {
    return topKey.isEmpty()
        ? (String) context.getAttribute(JudgeSourceDeserializer.TOP_KEY)
        : topKey;
  }

  private static PathRule rule(DeserializationContext context) {
    return (PathRule) context.getAttribute(PathRule.class);
  }
}
