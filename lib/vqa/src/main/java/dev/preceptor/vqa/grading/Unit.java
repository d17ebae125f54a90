package dev.preceptor.vqa.grading;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A unit of measurement that is common in medicine.
 *
 * @param dimension the dimension it measures; units of the same dimension can be converted
 * @param factor its size in the dimension's base unit
 */
record Unit(String dimension, Rational factor) {

  private static final Map<String, Unit> KNOWN = known();

  /** No unit, as for a count. */
  static final Unit NONE = new Unit("", Rational.of("1"));

  /** The unit with a name, singular or plural, such as {@code mm}, {@code mg/dl}, {@code hours}. */
  static Optional<Unit> named(String written) {
    String name = written.strip();
    if (name.isEmpty()) {
      return Optional.of(NONE);
    }
    int slash = name.indexOf('/');
    int width = 1;
    if (slash < 0) {
      slash = name.indexOf(" per ");
      width = " per ".length();
    }
    if (slash <= 0) {
      return simple(name);
    }
    Optional<Unit> below = simple(name.substring(slash + width).strip());
    return simple(name.substring(0, slash).strip())
        .flatMap(above -> below.map(under -> above.per(under)));
  }

  private Unit per(Unit other) {
    return new Unit(dimension + "/" + other.dimension, factor.over(other.factor));
  }

  private static Optional<Unit> simple(String name) {
    String bare = name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
    String lower = bare.length() > 1 ? bare.toLowerCase(Locale.ROOT) : bare; // "3 D" is no 3 days
    for (String candidate : new String[] {bare, singular(bare), lower, singular(lower)}) {
      Unit unit = KNOWN.get(candidate);
      if (unit != null) {
        return Optional.of(unit);
      }
    }
    return Optional.empty();
  }

  private static String singular(String name) {
    return name.length() > 2 && name.endsWith("s") ? name.substring(0, name.length() - 1) : name;
  }

  private static Map<String, Unit> known() {
    Map<String, Unit> units = new HashMap<>();
    prefixed(units, "length", "1", "m", "meter", "metre");
    prefixed(units, "mass", "1", "g", "gram", "gramme");
    prefixed(units, "volume", "1", "l", "liter", "litre");
    prefixed(units, "volume", "1", "L");
    prefixed(units, "time", "1", "s", "sec", "second");
    prefixed(units, "frequency", "1", "Hz", "hertz");
    prefixed(units, "voltage", "1", "V", "volt");
    prefixed(units, "current", "1", "A", "ampere");
    prefixed(units, "absorbed dose", "1", "Gy", "gray");
    prefixed(units, "equivalent dose", "1", "Sv", "sievert");
    prefixed(units, "activity", "1", "Bq", "becquerel");
    prefixed(units, "pressure", "1", "Pa", "pascal");
    prefixed(units, "amount", "1", "mol", "mole");
    prefixed(units, "field", "1", "T", "tesla");
    prefixed(units, "particle energy", "1", "eV", "electronvolt");
    prefixed(units, "energy", "1", "J", "joule");
    put(units, "time", "60", "min", "minute");
    put(units, "time", "3600", "h", "hr", "hour");
    put(units, "time", "86400", "d", "day");
    put(units, "time", "604800", "wk", "week");
    put(units, "calendar", "1", "mo", "month");
    put(units, "calendar", "12", "yr", "y", "year");
    put(units, "length", "0.0254", "in", "inch", "inches");
    put(units, "length", "0.000001", "micron");
    put(units, "length", "0.0000000001", "Å", "ångström", "angstrom");
    put(units, "mass", "0.000001", "mcg");
    put(units, "volume", "0.001", "cc", "ccm");
    put(units, "pressure of mercury", "1", "mmHg", "mm Hg", "torr");
    put(units, "rate", "1", "bpm", "beats per minute");
    put(units, "", "0.01", "%", "percent", "per cent", "pct");
    put(units, "", "0.001", "‰");
    put(units, "angle", "1", "°", "deg", "degree");
    put(units, "celsius", "1", "°C", "degrees celsius");
    put(units, "fahrenheit", "1", "°F", "degrees fahrenheit");
    put(units, "magnification", "1", "x", "×", "fold", "-fold", "times");
    put(units, "international units", "1", "IU");
    for (String length : new String[] {"m", "dm", "cm", "mm", "μm", "um"}) {
      Rational one = units.get(length).factor();
      Rational square = one.times(one);
      units.put(length + "2", new Unit("area", square));
      units.put(length + "^2", new Unit("area", square));
      Unit cube = new Unit("volume", square.times(one).times(Rational.of("1000")));
      units.put(length + "3", cube);
      units.put(length + "^3", cube);
    }
    return Map.copyOf(units);
  }

  /** Adds a unit with the SI prefixes, under its symbol and its names. */
  private static void prefixed(
      Map<String, Unit> units, String dimension, String factor, String symbol, String... names) {
    String[][] prefixes = {
      {"", "", "1"},
      {"G", "giga", "1000000000"},
      {"M", "mega", "1000000"},
      {"k", "kilo", "1000"},
      {"d", "deci", "0.1"},
      {"c", "centi", "0.01"},
      {"m", "milli", "0.001"},
      {"μ", "micro", "0.000001"},
      {"u", "micro", "0.000001"},
      {"n", "nano", "0.000000001"},
      {"p", "pico", "0.000000000001"}
    };
    for (String[] prefix : prefixes) {
      Unit unit = new Unit(dimension, Rational.of(prefix[2]).times(Rational.of(factor)));
      units.put(prefix[0] + symbol, unit);
      for (String name : names) {
        units.put(prefix[1] + name, unit);
      }
    }
  }

  private static void put(
      Map<String, Unit> units, String dimension, String factor, String... names) {
    for (String name : names) {
      units.put(name, new Unit(dimension, Rational.of(factor)));
    }
  }
}
