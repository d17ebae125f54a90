package dev.preceptor.recipe;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A key that a recipe can have, for reference. All of it is read from the {@link Key} declarations.
 *
 * @param key as it stands in YAML; within a mapping such as {@code phantom.train}, within each
 *     mapping of a list such as {@code rewards[].name}
 * @param group keys that belong together
 * @param jobs the jobs that it means something to
 * @param type in words; of a choice its values
 * @param initial the default as YAML, or in words where it depends on the job or the machine; empty
 *     where there is none
 * @param bounds of a number, in words, with the unit; empty where any number is allowed, or where
 *     it is none
 * @param meaning whole sentences
 * @param trl the class in which TRL has a key of this name and meaning; empty where it has none
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record RecipeKey(
    @JsonProperty String key,
    @JsonProperty String group,
    @JsonProperty List<Job> jobs,
    @JsonProperty String type,
    @JsonProperty("default") String initial,
    @JsonProperty String bounds,
    @JsonProperty String meaning,
    @JsonProperty String trl) {

  private static final Map<Class<?>, String> TYPES =
      Map.of(
          OptionalInt.class, "whole number",
          OptionalLong.class, "whole number",
          int.class, "whole number",
          long.class, "whole number",
          double.class, "number",
          boolean.class, "true or false",
          String.class, "text",
          Path.class, "path",
          URI.class, "address");

  private static final List<RecipeKey> ALL = keysOf(Recipe.class, "", "Run", List.of());

  /** Every key, in the order in which a resolved recipe is written. */
  public static List<RecipeKey> all() {
    return ALL;
  }

  /** The names of the keys at the top of a recipe, without those of mappings within it. */
  public static List<String> names() {
    return topKeys().map(RecipeKey::key).toList();
  }

  /** The names of the keys at the top of a recipe that mean something to a job. */
  static List<String> names(Job job) {
    return topKeys().filter(key -> key.jobs.contains(job)).map(RecipeKey::key).toList();
  }

  /** The jobs that a key at the top of a recipe means something to. */
  static List<Job> jobsOf(String key) {
    return topKeys().filter(known -> known.key.equals(key)).findFirst().orElseThrow().jobs;
  }

  /** Whether there is such a key, at the top or within a mapping. */
  static boolean isKnown(String key) {
    return ALL.stream().anyMatch(known -> known.key.equals(key));
  }

  /** Which commands read it, in words; empty where all that train do, and no other. */
  public String readers() {
    boolean eval = jobs.contains(Job.EVAL);
    int trainers = jobs.size() - (eval ? 1 : 0);
    if (trainers == Job.values().length - 1) {
      return eval ? "eval too" : "";
    }
    return jobs.stream().map(Job::command).collect(Collectors.joining(" and ")) + " only";
  }

  private static Stream<RecipeKey> topKeys() {
    return ALL.stream().filter(key -> !key.key.contains("."));
  }

  /** The key that a record component holds: its name in snake case. */
  static String nameOf(RecordComponent component) {
    return component.getName().replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
  }

  /** The values of a choice, as they stand in YAML. */
  static List<String> choices(Class<?> type) {
    return Arrays.stream(type.getEnumConstants())
        .map(choice -> ((Enum<?>) choice).name().toLowerCase(Locale.ROOT))
        .toList();
  }

  /** What is to be written for a Java type, in words. */
  static String textOf(Class<?> type) {
    if (Collection.class.isAssignableFrom(type)) {
      return "list";
    }
    return TYPES.getOrDefault(type, "mapping");
  }

  private static List<RecipeKey> keysOf(
      Class<?> type, String prefix, String group, List<Job> outerJobs) {
    List<RecipeKey> keys = new ArrayList<>();
    for (RecordComponent component : type.getRecordComponents()) {
      Key declared = component.getAnnotation(Key.class);
      Class<?> held = held(component);
      if (declared != null) {
        String name = prefix + nameOf(component);
        List<Job> jobs = prefix.isEmpty() ? jobsOf(declared) : outerJobs;
        keys.add(of(name, group, jobs, component, declared));
        if (held.isRecord()) {
          String inner = name + (component.getType() == List.class ? "[]." : ".");
          keys.addAll(keysOf(held, inner, group, jobs));
        }
      } else {
        String title = prefix.isEmpty() ? titleOf(component) : group;
        for (Class<?> part : partsOf(held)) {
          if (type != MetricKeys.class || part != JudgeReviewers.class) { // people are no metric
            keys.addAll(keysOf(part, prefix, title, outerJobs));
          }
        }
      }
    }
    return List.copyOf(keys);
  }

  private static List<Job> jobsOf(Key declared) {
    Stream<Job> jobs = Stream.of(declared.jobs());
    return (declared.eval() ? Stream.concat(jobs, Stream.of(Job.EVAL)) : jobs).toList();
  }

  private static RecipeKey of(
      String name, String group, List<Job> jobs, RecordComponent component, Key declared) {
    return new RecipeKey(
        name,
        group,
        jobs,
        typeOf(component),
        initialOf(declared, jobs),
        new Bounds(declared).text(),
        component.getAnnotation(Meaning.class).value(),
        declared.trl());
  }

  /** The default for each job, where they differ. */
  private static String initialOf(Key declared, List<Job> jobs) {
    return jobs.stream().map(job -> initialOf(declared, job)).distinct().count() == 1
        ? initialOf(declared, jobs.get(0))
        : jobs.stream()
            .map(job -> job.command() + ": " + initialOf(declared, job))
            .collect(Collectors.joining(", "));
  }

  /** The default of a key for a job as YAML; empty where there is none. */
  static String initialOf(Key declared, Job job) {
    String own =
        switch (job) {
          case TRAIN, EVAL -> "";
          case SFT -> declared.initialForSft();
          case DPO -> declared.initialForDpo();
        };
    return own.isEmpty() ? declared.initial() : own;
  }

  private static String typeOf(RecordComponent component) {
    Class<?> held = held(component);
    String type = held.isEnum() ? String.join(", ", choices(held)) : textOf(held);
    if (component.getType() != List.class) {
      return type;
    }
    return "list of " + (held.isEnum() ? type : type + "s");
  }

  /** What a component holds, without the list or the option around it. */
  private static Class<?> held(RecordComponent component) {
    return component.getGenericType() instanceof ParameterizedType generic
            && generic.getActualTypeArguments()[0] instanceof Class<?> held
            && component.getType() != Map.class
        ? held
        : component.getType();
  }

  /** The records whose keys stand beside those of the record that holds this. */
  private static List<Class<?>> partsOf(Class<?> type) {
    if (type.isSealed()) {
      return List.of(type.getPermittedSubclasses());
    }
    return type.isRecord() ? List.of(type) : List.of();
  }

  private static String titleOf(RecordComponent section) {
    String name = section.getName();
    return name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1);
  }
}
