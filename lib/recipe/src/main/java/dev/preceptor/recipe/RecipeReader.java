package dev.preceptor.recipe;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.io.StringWriter;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.yaml.snakeyaml.reader.UnicodeReader;

/** Reads recipes from YAML files or texts, with overrides. */
public final class RecipeReader {
  /** The largest recipe file, bytes. */
  public static final int MAX_BYTES = 1 << 20;

  private final Job job;
  private final String source;
  private final ObjectNode values;
  private final Path folder;
  private final Set<String> overridden = new HashSet<>();

  private RecipeReader(Job job, String source, ObjectNode values, Path folder) {
    this.job = job;
    this.source = source;
    this.values = values;
    this.folder = folder;
  }

  /**
   * Reads a recipe file. Its relative paths are relative to the file's folder, those of overrides
   * to the working directory.
   *
   * @param overrides texts {@code key=value} with the value in YAML; a later one wins
   * @throws RecipeException if the file cannot be read or a value cannot be used
   */
  public static Recipe read(Path file, Job job, List<String> overrides) {
    Path folder = file.toAbsolutePath().normalize().getParent();
    String source = "recipe " + file.getFileName();
    return recipe(job, source, mapping(source, textOf(file)), folder, overrides);
  }

  /**
   * Reads a resolved recipe, such as {@link Recipe#toYaml()} wrote.
   *
   * @param name what messages call it
   * @throws RecipeException if a value cannot be used
   */
  public static Recipe parse(String name, String yaml, Job job) {
    return parse(name, yaml, job, List.of());
  }

  /**
   * Reads a recipe's text. Relative paths are relative to the working directory.
   *
   * @param name what messages call it
   * @param overrides texts {@code key=value} with the value in YAML; a later one wins
   * @throws RecipeException if a value cannot be used
   */
  public static Recipe parse(String name, String yaml, Job job, List<String> overrides) {
    return recipe(job, name, mapping(name, yaml), Path.of("").toAbsolutePath(), overrides);
  }

  /**
   * Reads a resolved recipe whose paths mean something else.
   *
   * @param name what messages call it
   * @throws RecipeException if a value cannot be used
   */
  public static Recipe parse(String name, String yaml, Job job, PathRule paths) {
    return new RecipeReader(job, name, mapping(name, yaml), Path.of("")).recipe(paths);
  }

  private static Recipe recipe(
      Job job, String source, ObjectNode values, Path folder, List<String> overrides) {
    RecipeReader reader = new RecipeReader(job, source, values, folder);
    overrides.forEach(reader::override);
    return reader.recipe(
        (key, path) -> reader.folderOf(key).resolve(path).toAbsolutePath().normalize());
  }

  private Recipe recipe(PathRule paths) {
    try {
      List<String> known = RecipeKey.names(job);
      for (Map.Entry<String, JsonNode> field : values.properties()) {
        requireKnown(field.getKey(), known);
      }
      dropNulls(values, "");
      return RecipeMapper.bind(values, job, paths);
    } catch (RecipeException e) {
      throw e.at(placeOf(e.key()));
    }
  }

  private static String textOf(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(MAX_BYTES + 1);
      if (bytes.length > MAX_BYTES) {
        throw RecipeException.of(
            "recipe %s: has more than %,d bytes; is it a recipe?".formatted(file, MAX_BYTES), null);
      }
      return decoded(bytes);
    } catch (NoSuchFileException e) {
      throw RecipeException.of("recipe " + file + ": no such file", e);
    } catch (CharacterCodingException e) {
      throw RecipeException.of("recipe " + file + ": is not UTF-8; save it as UTF-8", e);
    } catch (IOException e) {
      throw RecipeException.of("recipe " + file + ": cannot be read (" + e.getMessage() + ")", e);
    }
  }

  /** As YAML says: a byte order mark gives the encoding; without one it is UTF-8. */
  private static String decoded(byte[] bytes) throws IOException {
    StringWriter text = new StringWriter();
    try (Reader reader = new UnicodeReader(new ByteArrayInputStream(bytes))) {
      reader.transferTo(text);
    }
    return text.toString();
  }

  private static ObjectNode mapping(String source, String yaml) {
    JsonNode root = tree(source + ": ", yaml);
    if (root.isMissingNode() || root.isNull()) {
      return JsonNodeFactory.instance.objectNode();
    }
    if (!root.isObject()) {
      throw RecipeException.of(source + ": is not a mapping of keys to values", null);
    }
    return (ObjectNode) root;
  }

  private static JsonNode tree(String place, String yaml) {
    try {
      return YamlTree.read(yaml);
    } catch (YamlRefusal e) {
      throw RecipeException.of(place + e.getMessage(), e);
    }
  }

  /** Applies {@code key=value} or {@code key.inner=value}. */
  private void override(String text) {
    int equals = text.indexOf('=');
    if (equals < 1) {
      throw RecipeException.of("--set " + text + ": write it as KEY=VALUE", null);
    }
    String key = text.substring(0, equals).strip();
    JsonNode value = tree("--set " + key + ": ", text.substring(equals + 1));
    if (value.isMissingNode()) {
      value = values.nullNode();
    }
    String[] names = key.split("\\.", 2);
    overridden.add(names[0]);
    if (names.length == 1) {
      values.set(key, value);
    } else if (values.path(names[0]).isObject()) {
      ((ObjectNode) values.get(names[0])).set(names[1], value);
    } else {
      values.putObject(names[0]).set(names[1], value);
    }
  }

  /** Where the value of a key was written, as the beginning of a message. */
  private String placeOf(String key) {
    String top = key.split("[.\\[]", 2)[0];
    return overridden.contains(top) ? "--set " : source + ", ";
  }

  private Path folderOf(String key) {
    return overridden.contains(key) ? Path.of("").toAbsolutePath() : folder;
  }

  private void requireKnown(String key, List<String> known) {
    if (known.contains(key)) {
      return;
    }
    if (!RecipeKey.names().contains(key)) {
      throw RecipeException.unknown(key, known);
    }
    String where =
        job == Job.TRAIN
            ? "applies only to "
                + RecipeKey.jobsOf(key).stream().map(Job::work).collect(Collectors.joining(" and "))
            : "does not apply to " + job.work();
    throw new RecipeException(key, where + "; remove it");
  }

  /** A known key with a null value is a key not given. */
  private static void dropNulls(ObjectNode values, String prefix) {
    values
        .properties()
        .removeIf(field -> field.getValue().isNull() && RecipeKey.isKnown(prefix + field.getKey()));
    for (Map.Entry<String, JsonNode> field : values.properties()) {
      String path = prefix + field.getKey();
      if (field.getValue() instanceof ObjectNode inner) {
        dropNulls(inner, path + ".");
      }
      for (JsonNode item : field.getValue()) {
        if (field.getValue().isArray() && item instanceof ObjectNode inner) {
          dropNulls(inner, path + "[].");
        }
      }
    }
  }
}
