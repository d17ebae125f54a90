package dev.preceptor.recipe;

import java.lang.reflect.RecordComponent;
import java.math.BigDecimal;
import java.util.OptionalInt;

/**
 * What a {@link Key} allows.
 *
 * @param key the declaration
 */
record Bounds(Key key) {

  /**
   * Refuses the first value that its declaration does not allow; for compact constructors.
   *
   * @param type the record under construction
   * @param values of its components, in order; the last ones may be left out where they are records
   *     that check themselves
   */
  static void check(Class<? extends Record> type, Object... values) {
    RecordComponent[] components = type.getRecordComponents();
    for (int i = 0; i < values.length; i++) {
      Key key = components[i].getAnnotation(Key.class);
      if (key != null) {
        new Bounds(key).check(RecipeKey.nameOf(components[i]), values[i]);
      }
    }
  }

  private void check(String name, Object value) {
    if (value instanceof Number number) {
      checkNumber(name, number);
    } else if (value instanceof OptionalInt number) {
      number.ifPresent(present -> checkNumber(name, present));
    } else if (!key.matches().isEmpty()) {
      checkText(name, (String) value);
    }
  }

  private void checkNumber(String name, Number value) {
    double number = value.doubleValue();
    if (!Double.isFinite(number)) {
      throw new RecipeException(name, value + " is not a finite number");
    }
    if (!isWithin(number)) {
      throw new RecipeException(name, value + " " + complaint() + "; " + fix());
    }
  }

  private void checkText(String name, String value) {
    if (value == null) {
      throw new RecipeException(name, "is missing");
    }
    if (!value.matches(key.matches())) {
      throw new RecipeException(
          name, "'%s' %s".formatted(RecipeException.excerpt(value), key.outside()));
    }
  }

  private boolean isWithin(double number) {
    return number >= key.min()
        && number <= key.max()
        && number > key.above()
        && number < key.below();
  }

  private String complaint() {
    return key.outside().isEmpty() ? "is out of range" : key.outside();
  }

  private String fix() {
    String range = text();
    if (!Character.isDigit(range.charAt(0))) {
      return "use a number " + range;
    }
    return "use " + (isBoundedAbove() && key.unit().isEmpty() ? "a number from " : "") + range;
  }

  private boolean isBoundedAbove() {
    return Double.isFinite(key.max()) || Double.isFinite(key.below());
  }

  /** The bounds in words, with the unit; empty where every number is allowed. */
  String text() {
    String range = range();
    return range.isEmpty() || key.unit().isEmpty() ? range : range + " " + key.unit();
  }

  private String range() {
    boolean open = Double.isFinite(key.above());
    String low = text(open ? key.above() : key.min());
    if (Double.isFinite(key.below())) {
      return (open ? "between %s and %s" : "%s to below %s").formatted(low, text(key.below()));
    }
    if (Double.isFinite(key.max())) {
      return low + " to " + text(key.max());
    }
    return open ? "above " + low : low.isEmpty() ? "" : low + " or more";
  }

  private static String text(double number) {
    return Double.isFinite(number)
        ? new BigDecimal(Double.toString(number)).stripTrailingZeros().toPlainString()
        : "";
  }
}
