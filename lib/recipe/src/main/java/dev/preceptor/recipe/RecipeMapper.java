package dev.preceptor.recipe;

import com.fasterxml.jackson.annotation.JacksonInject;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.InputCoercionException;
import com.fasterxml.jackson.databind.BeanProperty;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.InjectableValues;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.cfg.MapperConfig;
import com.fasterxml.jackson.databind.deser.DeserializationProblemHandler;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.introspect.AnnotatedClass;
import com.fasterxml.jackson.databind.introspect.AnnotatedMember;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import com.fasterxml.jackson.databind.type.LogicalType;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.stream.Stream;

/** How Jackson binds recipes to their records, and writes them. */
final class RecipeMapper {

  /** Binds trees, strictly: a text is not a number, nor the reverse. */
  private static final ObjectMapper YAML =
      YAMLMapper.builder()
          .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
          .disable(YAMLGenerator.Feature.SPLIT_LINES)
          .enable(YAMLGenerator.Feature.INDENT_ARRAYS_WITH_INDICATOR)
          .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
          .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
          .enable(DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
          .withCoercionConfigDefaults(
              config ->
                  config
                      .setAcceptBlankAsEmpty(false)
                      .setCoercion(CoercionInputShape.EmptyString, CoercionAction.Fail))
          .withCoercionConfig(
              LogicalType.Textual,
              config ->
                  config
                      .setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                      .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
                      .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail))
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .defaultPropertyInclusion(
              JsonInclude.Value.construct(
                  JsonInclude.Include.NON_ABSENT, JsonInclude.Include.NON_ABSENT))
          .defaultSetterInfo(JsonSetter.Value.forContentNulls(Nulls.FAIL))
          .annotationIntrospector(new Declarations())
          .injectableValues(new Defaults())
          .addHandler(new UnknownKeys())
          .addModule(new Jdk8Module())
          .addModule(
              new SimpleModule()
                  .addSerializer(Path.class, ToStringSerializer.instance)
                  .addDeserializer(Path.class, new PathDeserializer()))
          .build();

  private RecipeMapper() {}

  /**
   * Binds a mapping all of whose keys are known.
   *
   * @param paths how its paths are read
   * @throws RecipeException if a value cannot be used
   */
  static Recipe bind(ObjectNode values, Job job, PathRule paths) {
    try {
      return YAML.readerFor(Recipe.class)
          .withAttribute(Job.class, job)
          .withAttribute(PathRule.class, paths)
          .readValue(values);
    } catch (JsonMappingException e) {
      throw refusal(e, values);
    } catch (IOException e) {
      throw new IllegalStateException("a tree in memory is read without input", e);
    }
  }

  /** Writes the keys that mean something to the recipe's job. */
  static String write(Recipe recipe) {
    try {
      ObjectNode values = YAML.valueToTree(recipe);
      return YAML.writeValueAsString(values.retain(RecipeKey.names(recipe.job())));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a recipe holds only texts, numbers and lists", e);
    }
  }

  /** Jackson's complaint in our words; its own may repeat a secret and fills several lines. */
  private static RecipeException refusal(JsonMappingException e, JsonNode values) {
    StringBuilder key = new StringBuilder();
    JsonNode value = values;
    for (JsonMappingException.Reference step : e.getPath()) {
      boolean item = step.getFieldName() == null;
      value = item ? value.path(step.getIndex()) : value.path(step.getFieldName());
      key.append(item ? "[" + step.getIndex() + "]" : "." + step.getFieldName());
    }
    String place = key.isEmpty() ? "" : key.substring(1);
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof RecipeException refused) {
        return refused.within(place);
      }
      if (place.endsWith("api_key_env")) {
        return new RecipeException(place, ServerKeys.NO_VARIABLE);
      }
      if (cause instanceof InputCoercionException number) {
        return new RecipeException(place, wrongType(value, number.getTargetType()));
      }
    }
    return e instanceof MismatchedInputException mismatch && mismatch.getTargetType() != null
        ? new RecipeException(place, wrongType(value, mismatch.getTargetType()))
        : new RecipeException(place, "cannot be used");
  }

  private static String wrongType(JsonNode value, Class<?> wanted) {
    if (wanted == URI.class) {
      return ServerKeys.NO_ADDRESS;
    }
    if (wanted.isEnum()) {
      return "'%s' is unknown; use one of %s"
          .formatted(
              RecipeException.excerpt(value.isTextual() ? value.textValue() : value.toString()),
              String.join(", ", RecipeKey.choices(wanted)));
    }
    String type = RecipeKey.textOf(wanted);
    String article = wanted == boolean.class ? "" : "a ";
    String limit =
        !value.isIntegralNumber()
            ? ""
            : wanted == long.class
                ? " of at most " + Long.MAX_VALUE
                : wanted == int.class ? " of at most " + Integer.MAX_VALUE : "";
    return "%s is not %s%s%s"
        .formatted(RecipeException.excerpt(value.toString()), article, type, limit);
  }

  /** Reads what {@link Key} declares, and choices in lower case. */
  private static final class Declarations extends JacksonAnnotationIntrospector {
    private static final long serialVersionUID = 1L;

    @Override
    public JacksonInject.Value findInjectableValue(AnnotatedMember member) {
      Key key = member.getAnnotation(Key.class);
      if (key == null) {
        return super.findInjectableValue(member);
      }
      return key.initial().isEmpty() ? null : JacksonInject.Value.construct(key, true, null);
    }

    @Override
    public String[] findEnumValues(
        MapperConfig<?> config, AnnotatedClass type, Enum<?>[] choices, String[] names) {
      return RecipeKey.choices(type.getRawType()).toArray(String[]::new);
    }
  }

  /** Supplies the value of a key that is not given. */
  private static final class Defaults extends InjectableValues {

    @Override
    public Object findInjectableValue(
        DeserializationContext context,
        Object declared,
        BeanProperty property,
        Object bean,
        Boolean optional,
        Boolean useInput)
        throws JsonMappingException {
      Job job = (Job) context.getAttribute(Job.class);
      if (!(declared instanceof Key key)) {
        return job;
      }
      String initial = RecipeKey.initialOf(key, job);
      try {
        JsonNode value =
            initial.equals(Key.CORES)
                ? IntNode.valueOf(Runtime.getRuntime().availableProcessors())
                : YamlTree.read(initial);
        return context.readTreeAsValue(value, property.getType());
      } catch (IOException | YamlRefusal e) {
        throw new IllegalStateException("the default " + initial + " is not usable", e);
      }
    }

    @Override
    @Deprecated
    @SuppressWarnings("InlineMeSuggester") // abstract in Jackson 2, deprecated there
    public Object findInjectableValue(
        Object declared, DeserializationContext context, BeanProperty property, Object bean)
        throws JsonMappingException {
      return findInjectableValue(context, declared, property, bean, null, null);
    }
  }

  /** Refuses an unknown key of a mapping within the recipe, with the nearest one that is known. */
  private static final class UnknownKeys extends DeserializationProblemHandler {

    @Override
    public boolean handleUnknownProperty(
        DeserializationContext context,
        JsonParser parser,
        JsonDeserializer<?> deserializer,
        Object beanOrType,
        String key) {
      throw RecipeException.unknown(
          key,
          Stream.of(deserializer.handledType().getRecordComponents())
              .map(RecipeKey::nameOf)
              .toList());
    }
  }
}
