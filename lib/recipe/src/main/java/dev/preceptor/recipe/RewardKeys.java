package dev.preceptor.recipe;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * One summand of a response's reward.
 *
 * @param judges null where the key is not given; given, it must name somebody
 * @param parameters what else the entry says, for the reward to understand or refuse: numbers as
 *     {@link Double}, texts and truth values, by name
 */
public record RewardKeys(
    @Meaning("The name of a reward function, or of what judges decide.")
        @Key(matches = Key.NAME, outside = Key.NO_NAME)
        String name,
    @Meaning("Factor of the reward's value in the sum; any finite number.") @Key(initial = "1")
        double weight,
    @Meaning(
            "The judges that decide its value. Leave it out for a reward function, and for a"
                + " reward with a judge's name, which that judge alone decides.")
        @Key
        @JsonInclude(JsonInclude.Include.NON_EMPTY)
        List<String> judges,
    @Meaning(
            "How several judges decide: all and any give 1 or 0, majority gives 1 if more than"
                + " half say yes, mean gives the fraction that says yes.")
        @Key
        Optional<Quorum> quorum,
    @Meaning(
            "What happens to a group if this value is missing: leave_out or fail_group. If not"
                + " given, missing_verdict applies.")
        @Key
        Optional<MissingVerdict> missing,
    @JsonAnySetter @JsonAnyGetter Map<String, Object> parameters) {

  private static final String URL = "url";
  private static final String KEY_VARIABLE = "key_env";

  /** Without parameters. */
  public RewardKeys(String name, double weight) {
    this(name, weight, Map.of());
  }

  /** Of a reward function. */
  public RewardKeys(String name, double weight, Map<String, Object> parameters) {
    this(name, weight, null, Optional.empty(), Optional.empty(), parameters);
  }

  public RewardKeys {
    parameters = scalars(parameters);
    if (name == null && !parameters.isEmpty()) {
      throw RecipeException.unknown(
          parameters.keySet().iterator().next(), List.of("name", "weight"));
    }
    if (judges != null && judges.isEmpty()) {
      throw new RecipeException("judges", "is empty; list one or more, or leave the key out");
    }
    judges = judges == null ? List.of() : List.copyOf(judges);
    Bounds.check(RewardKeys.class, name, weight, judges, quorum, missing, parameters);
    HashSet<String> once = new HashSet<>();
    for (String judge : judges) {
      if (!once.add(judge)) {
        throw new RecipeException(
            "judges", judge + " is listed twice in reward " + name + "; keep one");
      }
    }
  }

  /** A reward with a url is asked of a server. */
  private static void requireNoSecret(String key, Object value) {
    String text = value instanceof String given ? given : "";
    if (key.equals(URL)) {
      ServerKeys.requireAddress(URL, text);
    } else if (key.equals(KEY_VARIABLE)) {
      ServerKeys.requireVariable(KEY_VARIABLE, text);
    }
  }

  /** Numbers as {@link Double}, texts and truth values, by name. */
  private static Map<String, Object> scalars(Map<String, Object> given) {
    Map<String, Object> scalars = new TreeMap<>();
    given.forEach(
        (key, value) -> {
          if (value != null) {
            requireNoSecret(key, value);
          }
          if (value instanceof Number number) {
            scalars.put(key, number.doubleValue());
          } else if (value instanceof String || value instanceof Boolean) {
            scalars.put(key, value);
          } else if (value != null) {
            throw new RecipeException(
                key,
                RecipeException.excerpt(value.toString())
                    + " is not a number, a text, true or false");
          }
        });
    return Collections.unmodifiableMap(scalars);
  }
}
