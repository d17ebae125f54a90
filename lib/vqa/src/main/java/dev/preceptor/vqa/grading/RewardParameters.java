package dev.preceptor.vqa.grading;

import dev.preceptor.models.InputException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;

/**
 * A reward's parameters in a recipe, besides its name and weight.
 *
 * @param reward the reward's name, for messages
 * @param values by parameter name: {@link Double}, {@link String} or {@link Boolean}
 */
public record RewardParameters(String reward, Map<String, Object> values) {

  public RewardParameters {
    values = Map.copyOf(values);
  }

  /**
   * Rejects unknown parameters.
   *
   * @throws InputException for the first unknown one; the message suggests the nearest name
   */
  public void refuseUnknown(List<String> known) {
    for (String name : new TreeMap<>(values).keySet()) {
      if (!known.contains(name)) {
        List<String> keys = new ArrayList<>(known);
        keys.add("weight");
        throw new InputException(
            "rewards, %s, %s: no such parameter; did you mean %s?"
                .formatted(reward, name, NearestReward.to(name, keys)));
      }
    }
  }

  /** Whether a parameter is given. */
  public boolean has(String name) {
    return values.containsKey(name);
  }

  /**
   * The value of a numeric parameter, if given.
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
   * The value of a parameter that must be above 0, if given.
   *
   * @throws InputException if something else is given
   */
  public OptionalDouble positive(String name) {
    OptionalDouble value = number(name);
    if (value.isPresent() && value.getAsDouble() <= 0) {
      throw refused(name, "is out of range; use a number above 0");
    }
    return value;
  }

  /**
   * The value of a text parameter, if given.
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

  /** An exception that names a parameter and its value. */
  public InputException refused(String name, String complaint) {
    return new InputException(
        "rewards, %s, %s: %s %s".formatted(reward, name, values.get(name), complaint));
  }
}
