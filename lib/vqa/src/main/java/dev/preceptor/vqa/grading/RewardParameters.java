package dev.preceptor.vqa.grading;

import dev.preceptor.models.InputException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;

/**
 * What a recipe says of a reward beside its name and weight.
 *
 * @param reward the reward's name, for messages
 * @param values numbers as {@link Double}, texts and truth values by the parameters' names
 */
public record RewardParameters(String reward, Map<String, Object> values) {

  public RewardParameters {
    values = Map.copyOf(values);
  }

  /**
   * Refuses the first parameter that is none of the known ones.
   *
   * @throws InputException naming the nearest
   */
  public void refuseUnknown(List<String> known) {
    for (String name : new TreeMap<>(values).keySet()) {
      if (!known.contains(name)) {
        List<String> keys = new ArrayList<>(known);
        keys.add("weight");
        throw new InputException(
            "rewards, %s: there is no parameter %s; did you mean %s?"
                .formatted(reward, name, NearestReward.to(name, keys)));
      }
    }
  }

  /** Whether it is given. */
  public boolean has(String name) {
    return values.containsKey(name);
  }

  /**
   * A number.
   *
   * @throws InputException if something else is given
   */
  public OptionalDouble number(String name) {
    Object value = values.get(name);
    if (value == null) {
      return OptionalDouble.empty();
    }
    if (value instanceof Double number && Double.isFinite(number)) {
      return OptionalDouble.of(number);
    }
    throw refused(name, "is not a number");
  }

  /**
   * A number above 0.
   *
   * @throws InputException if something else is given
   */
  public OptionalDouble positive(String name) {
    OptionalDouble value = number(name);
    if (value.isPresent() && value.getAsDouble() <= 0) {
      throw refused(name, "is not usable; use a number above 0");
    }
    return value;
  }

  /**
   * A text.
   *
   * @throws InputException if something else is given
   */
  public Optional<String> text(String name) {
    Object value = values.get(name);
    if (value == null) {
      return Optional.empty();
    }
    if (value instanceof String text) {
      return Optional.of(text);
    }
    throw refused(name, "is not a text");
  }

  /** A complaint about a parameter's value. */
  public InputException refused(String name, String complaint) {
    return new InputException(
        "rewards, %s, %s: %s %s".formatted(reward, name, values.get(name), complaint));
  }
}
