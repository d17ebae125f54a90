package dev.preceptor.recipe;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BigIntegerNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.math.BigInteger;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What a YAML scalar without quotes means: YAML 1.2's core schema, except that what YAML 1.1 reads
 * as another number or as a truth value means nothing: {@code 010} (8 or 10), {@code 1_000}, {@code
 * 1:30} (90 or a text), {@code 0b1}, {@code 0o7}, {@code yes}, {@code off}. Infinity and NaN are
 * texts, as no key takes them.
 */
final class PlainScalar {

  /** Longer ones are texts: no key takes such a number. */
  private static final int MAX_NUMBER_CHARACTERS = 1000;

  private static final Set<String> NULL = Set.of("", "~", "null", "Null", "NULL");
  private static final Set<String> TRUE = Set.of("true", "True", "TRUE");
  private static final Set<String> FALSE = Set.of("false", "False", "FALSE");
  private static final Set<String> TRUTH_IN_1_1 =
      Set.of("yes", "Yes", "YES", "no", "No", "NO", "on", "On", "ON", "off", "Off", "OFF");

  private static final Pattern WHOLE = Pattern.compile("[-+]?(?:0|[1-9][0-9]*)");
  private static final Pattern HEX = Pattern.compile("0x[0-9a-fA-F]+");
  private static final Pattern REAL =
      Pattern.compile("[-+]?(?:\\.[0-9]+|[0-9]+(?:\\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?");

  private static final Pattern LEADING_ZERO = Pattern.compile("[-+]?0[0-9_]+");
  private static final Pattern DIGITS_AND_UNDERSCORES =
      Pattern.compile("[-+]?\\.?[0-9][0-9_.]*(?:[eE][-+]?[0-9]+)?");
  private static final Pattern SEXAGESIMAL =
      Pattern.compile("[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\\.[0-9_]*)?");
  private static final Pattern OTHER_BASE =
      Pattern.compile("[-+]?0(?:b[01_]+|o[0-7_]+|x[0-9a-fA-F_]+)");

  private PlainScalar() {}

  /** The value; empty if readers of YAML differ about it. */
  static Optional<JsonNode> read(String text) {
    JsonNodeFactory nodes = JsonNodeFactory.instance;
    if (NULL.contains(text)) {
      return Optional.of(nodes.nullNode());
    }
    if (TRUE.contains(text) || FALSE.contains(text)) {
      return Optional.of(nodes.booleanNode(TRUE.contains(text)));
    }
    if (TRUTH_IN_1_1.contains(text)) {
      return Optional.empty();
    }
    if (text.length() > MAX_NUMBER_CHARACTERS) {
      return Optional.of(nodes.textNode(text));
    }
    if (WHOLE.matcher(text).matches()) {
      return Optional.of(whole(new BigInteger(text)));
    }
    if (HEX.matcher(text).matches()) {
      return Optional.of(whole(new BigInteger(text.substring(2), 16)));
    }
    if (isAmbiguousNumber(text)) {
      return Optional.empty();
    }
    return Optional.of(
        REAL.matcher(text).matches()
            ? nodes.numberNode(Double.parseDouble(text))
            : nodes.textNode(text));
  }

  /** Why {@link #read} gives nothing, and what to write. */
  static String ambiguity(String text) {
    String fix = "write digits only";
    if (TRUTH_IN_1_1.contains(text)) {
      fix = "write true or false";
    } else if (LEADING_ZERO.matcher(text).matches()) {
      fix = "write it without the leading zero";
    }
    return "YAML 1.1 and 1.2 read %s differently; %s, or put it in quotes if it is a text"
        .formatted(RecipeException.excerpt(text), fix);
  }

  private static boolean isAmbiguousNumber(String text) {
    return LEADING_ZERO.matcher(text).matches()
        || text.indexOf('_') >= 0 && DIGITS_AND_UNDERSCORES.matcher(text).matches()
        || SEXAGESIMAL.matcher(text).matches()
        || OTHER_BASE.matcher(text).matches();
  }

  private static JsonNode whole(BigInteger value) {
    if (value.bitLength() < Integer.SIZE) {
      return JsonNodeFactory.instance.numberNode(value.intValue());
    }
    return value.bitLength() < Long.SIZE
        ? JsonNodeFactory.instance.numberNode(value.longValue())
        : BigIntegerNode.valueOf(value);
  }
}
