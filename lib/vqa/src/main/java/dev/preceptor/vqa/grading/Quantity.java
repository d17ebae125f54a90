package dev.preceptor.vqa.grading;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.text.Normalizer;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * An exact number with a unit: {@code 3.5 cm}, {@code 1/2}, {@code 1½}, {@code 1,200}, {@code 50
 * %}, {@code -4 °C}, {@code 2 x 10^3}, {@code three days}.
 *
 * @param value in the dimension's base unit
 * @param dimension empty for a number without unit
 */
record Quantity(Rational value, String dimension) {

  /** Longest text that is parsed, characters. */
  static final int MAX_CHARACTERS = 64;

  private static final int MAX_EXPONENT = 30;
  private static final String SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹";
  private static final List<String> WORDS =
      List.of(
          "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
          "eleven", "twelve");

  /** Parses a text that is a quantity and nothing else. */
  static Optional<Quantity> parse(String text) {
    if (text.length() > MAX_CHARACTERS) {
      return Optional.empty();
    }
    String plain = plain(text);
    Cursor cursor = new Cursor(plain);
    Optional<Rational> number = cursor.number();
    if (number.isEmpty()) {
      return Optional.empty();
    }
    return Unit.named(plain.substring(cursor.at))
        .map(unit -> new Quantity(number.get().times(unit.factor()), unit.dimension()));
  }

  /** A key that is equal for equal quantities. */
  String key() {
    return value + " " + dimension;
  }

  /**
   * The text in NFKC, with superscripts and fraction characters separated from the digits before
   * them.
   */
  private static String plain(String text) {
    StringBuilder apart = new StringBuilder(text.length() + 8);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean afterDigit = i > 0 && Character.isDigit(text.charAt(i - 1));
      if (SUPERSCRIPTS.indexOf(c) >= 0 && afterDigit) {
        apart.append('^');
      } else if (afterDigit
          && Normalizer.normalize(String.valueOf(c), Normalizer.Form.NFKC).indexOf('\u2044') >= 0) {
        apart.append(' ');
      }
      apart.append(c);
    }
    String line = ChoiceText.plain(apart.toString());
    line = line.replace('\u2044', '/').replace('\u2212', '-').replace('\u2013', '-');
    return line.endsWith(".") ? line.substring(0, line.length() - 1).strip() : line;
  }

  /** Parses a number at the start of a text, from left to right. */
  private static final class Cursor {

    private final String text;
    private int at;

    Cursor(String text) {
      this.text = text;
    }

    Optional<Rational> number() {
      boolean negative = false;
      if (isAt('-') || isAt('+')) {
        negative = isAt('-');
        at++;
      }
      Optional<Rational> magnitude = magnitude();
      return negative ? magnitude.map(Rational::negated) : magnitude;
    }

    private Optional<Rational> magnitude() {
      Optional<Rational> word = word();
      if (word.isPresent()) {
        return word;
      }
      Optional<Rational> first = decimal();
      if (first.isEmpty()) {
        return first;
      }
      Optional<Rational> fraction = over(first.get());
      if (fraction.isPresent()) {
        return fraction;
      }
      int mark = at;
      if (isAt(' ')) {
        at++;
        Optional<Rational> part = decimal().flatMap(this::over);
        if (part.isPresent()) {
          return Optional.of(first.get().plus(part.get()));
        }
        at = mark;
      }
      return power(first.get());
    }

    private Optional<Rational> word() {
      int end = at;
      while (end < text.length() && Character.isLetter(text.charAt(end))) {
        end++;
      }
      int value = WORDS.indexOf(text.substring(at, end).toLowerCase(Locale.ROOT));
      if (value < 0) {
        return Optional.empty();
      }
      at = end;
      return Optional.of(new Rational(BigInteger.valueOf(value), BigInteger.ONE));
    }

    /** The number divided by the one after a {@code /}, if there is one. */
    private Optional<Rational> over(Rational above) {
      int slash = skipSpaces(at);
      if (slash >= text.length() || text.charAt(slash) != '/') {
        return Optional.empty();
      }
      int from = skipSpaces(slash + 1);
      if (from >= text.length() || !isDigit(text.charAt(from))) {
        return Optional.empty();
      }
      at = from;
      return decimal().filter(below -> !below.isZero()).map(above::over);
    }

    /** {@code × 10^n} after a number. */
    private Optional<Rational> power(Rational number) {
      int sign = skipSpaces(at);
      boolean times = sign < text.length() && "x×*·".indexOf(text.charAt(sign)) >= 0;
      int ten = skipSpaces(sign + 1);
      if (!times || !text.startsWith("10^", ten)) {
        return Optional.of(number);
      }
      at = ten + "10^".length();
      boolean negative = isAt('-');
      at += negative ? 1 : 0;
      int from = at;
      while (at < text.length() && isDigit(text.charAt(at))) {
        at++;
      }
      if (from == at || at - from > 2) {
        return Optional.empty();
      }
      return scaled(number, Integer.parseInt(text.substring(from, at)), negative);
    }

    private Optional<Rational> scaled(Rational number, int exponent, boolean negative) {
      if (exponent > MAX_EXPONENT) {
        return Optional.empty();
      }
      Rational factor = new Rational(BigInteger.TEN.pow(exponent), BigInteger.ONE);
      return Optional.of(negative ? number.over(factor) : number.times(factor));
    }

    /** Digits, optionally in groups of three, optionally with a decimal point. */
    private Optional<Rational> decimal() {
      StringBuilder digits = new StringBuilder();
      digits(digits);
      int leading = digits.length();
      while (leading > 0 && leading <= 3 && isGroup(at)) {
        at++;
        digits(digits);
      }
      if (at + 1 < text.length() && text.charAt(at) == '.' && isDigit(text.charAt(at + 1))) {
        at++;
        digits.append('.');
        digits(digits);
      }
      boolean cutOff = at + 1 < text.length() && isAt(',') && isDigit(text.charAt(at + 1));
      if (digits.isEmpty() || cutOff) {
        return Optional.empty();
      }
      String number = digits.charAt(0) == '.' ? "0" + digits : digits.toString();
      return Optional.of(Rational.of(new BigDecimal(number)));
    }

    private void digits(StringBuilder out) {
      while (at < text.length() && isDigit(text.charAt(at))) {
        out.append(text.charAt(at++));
      }
    }

    /** Whether there is a comma followed by exactly three digits. */
    private boolean isGroup(int comma) {
      if (comma + 3 >= text.length() || text.charAt(comma) != ',') {
        return false;
      }
      for (int i = 1; i <= 3; i++) {
        if (!isDigit(text.charAt(comma + i))) {
          return false;
        }
      }
      return comma + 4 == text.length() || !isDigit(text.charAt(comma + 4));
    }

    private int skipSpaces(int from) {
      int next = from;
      while (next < text.length() && text.charAt(next) == ' ') {
        next++;
      }
      return next;
    }

    private boolean isAt(char c) {
      return at < text.length() && text.charAt(at) == c;
    }

    private static boolean isDigit(char c) {
      return c >= '0' && c <= '9';
    }
  }
}
