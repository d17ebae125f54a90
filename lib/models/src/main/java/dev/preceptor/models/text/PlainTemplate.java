package dev.preceptor.models.text;

import dev.preceptor.models.InputException;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A Jinja template with its white-space control already applied: {@code trim_blocks}, {@code
 * lstrip_blocks}, {@code -} and {@code +} signs, comments and raw blocks are processed as Jinja2
 * processes them, because Jinjava differs there. Only plain tags, expressions and text remain.
 *
 * @param source the template
 * @param texts the values of the variables that replace texts with Jinja's own signs in them
 * @param filters the names of the filters it uses
 * @param tests the names of the tests it uses
 */
record PlainTemplate(
    String source, Map<String, String> texts, Set<String> filters, Set<String> tests) {

  private static final String TEXT_VARIABLE = "preceptor_text_";
  private static final int MAX_BRACKETS = 64;
  private static final String OPENING = "([({";
  private static final String CLOSING = "])}";

  /** Tags with which transformers marks the assistant's output; they do not change the text. */
  private static final Set<String> MARKS = Set.of("generation", "endgeneration");

  private static final Pattern RAW = Pattern.compile("\\{%([-+]?)\\s*raw\\s*(-?)%}");
  private static final Pattern END_RAW = Pattern.compile("\\{%([-+]?)\\s*endraw\\s*([-+]?)%}");

  /** A loop; the words that follow are searched for one after the other. */
  private static final Pattern LOOP = Pattern.compile("for\\b");

  private static final Pattern IN = Pattern.compile("\\bin\\b");
  private static final Pattern IF = Pattern.compile("\\bif\\b");
  private static final Pattern ELSE = Pattern.compile("\\belse\\b");
  private static final Pattern FILTER = Pattern.compile("\\|\\s*(\\w+)");
  private static final Pattern TEST = Pattern.compile("\\bis\\s+(?:not\\s+)?(\\w+)");

  /**
   * Applies a template's white-space control.
   *
   * @throws InputException naming the place and the line, if it is not valid Jinja or uses
   *     unsupported syntax
   */
  static PlainTemplate of(String template, String place) {
    String unified = template.replace("\r\n", "\n").replace('\r', '\n');
    // Jinja2 drops one line break at a template's end.
    String text = unified.endsWith("\n") ? unified.substring(0, unified.length() - 1) : unified;
    return new Processor(text, place).process();
  }

  private static final class Processor {

    private final String text;
    private final String place;
    private final StringBuilder source = new StringBuilder();
    private final Map<String, String> texts = new LinkedHashMap<>();
    private final Set<String> filters = new LinkedHashSet<>();
    private final Set<String> tests = new LinkedHashSet<>();
    private int at;
    private int opened;
    private boolean lineStarts = true;
    private boolean trimsNext;

    Processor(String text, String place) {
      this.text = text;
      this.place = place;
    }

    PlainTemplate process() {
      while (true) {
        int open = nextOpening();
        if (open < 0) {
          writeText(text.substring(at), ' ', false);
          return new PlainTemplate(
              source.toString(), Map.copyOf(texts), Set.copyOf(filters), Set.copyOf(tests));
        }
        String before = text.substring(at, open);
        at = open;
        opened = open;
        Matcher raw = RAW.matcher(text).region(open, text.length());
        if (raw.lookingAt()) {
          writeText(before, sign(raw.group(1)), true);
          writeRaw(raw);
        } else {
          char kind = text.charAt(open + 1);
          char sign = open + 2 < text.length() ? text.charAt(open + 2) : ' ';
          writeText(before, sign, kind != '{');
          at += sign == '-' || sign == '+' ? 3 : 2;
          switch (kind) {
            case '#' -> skipComment();
            case '%' -> writeTag(closed('%'));
            default -> source.append("{{ ").append(closed('}')).append(" }}");
          }
        }
      }
    }

    private static char sign(String group) {
      return group.isEmpty() ? ' ' : group.charAt(0);
    }

    private int nextOpening() {
      for (int i = at; i + 1 < text.length(); i++) {
        if (text.charAt(i) == '{' && "{%#".indexOf(text.charAt(i + 1)) >= 0) {
          return i;
        }
      }
      return -1;
    }

    private void writeRaw(Matcher raw) {
      at = raw.end();
      trimsNext = raw.group(2).equals("-");
      lineStarts = false;
      Matcher end = END_RAW.matcher(text);
      if (!end.find(at)) {
        throw refusal("a raw block has no end");
      }
      writeText(text.substring(at, end.start()), sign(end.group(1)), true);
      at = end.end();
      closeBlock(sign(end.group(2)));
    }

    private void skipComment() {
      int end = text.indexOf("#}", at);
      if (end < 0) {
        throw refusal("a comment has no end");
      }
      char sign = end > at ? text.charAt(end - 1) : ' ';
      at = end + 2;
      closeBlock(sign);
    }

    private void writeTag(String tag) {
      int condition = condition(tag);
      if (condition >= 0 && !ELSE.matcher(tag).find()) {
        source.append("{% ").append(tag, 0, condition).append(" %}{{ raise_exception(");
        source.append(
            text("line %d: a loop with a condition (%s) is not supported".formatted(line(), tag)));
        source.append(") }}");
      } else if (!MARKS.contains(tag)) {
        source.append("{% ").append(tag).append(" %}");
      }
    }

    /**
     * The place of a loop's condition, or -1. Jinjava reads such a loop as one over nothing. It is
     * refused only when it has an item, because templates loop over tools this way and are often
     * used without tools.
     */
    private static int condition(String tag) {
      Matcher in = IN.matcher(tag);
      Matcher condition = IF.matcher(tag);
      return LOOP.matcher(tag).lookingAt() && in.find() && condition.find(in.end())
          ? condition.start()
          : -1;
    }

    /** The name of a variable that holds a text. */
    private String text(String value) {
      String variable = TEXT_VARIABLE + texts.size();
      texts.put(variable, value);
      return variable;
    }

    /**
     * The text from here to the end of a tag or expression, with line breaks turned into spaces.
     * The end is never inside a string or brackets.
     */
    private String closed(char closing) {
      StringBuilder inside = new StringBuilder();
      StringBuilder names = new StringBuilder();
      int depth = 0;
      char quote = 0;
      for (int i = at; i < text.length(); i++) {
        char c = text.charAt(i);
        boolean ends = c == closing && i + 1 < text.length() && text.charAt(i + 1) == '}';
        if (quote != 0) {
          if (c == '\\' && i + 1 < text.length()) {
            inside.append(c);
            c = text.charAt(++i);
          } else if (c == quote) {
            quote = 0;
          }
        } else if (depth == 0 && ends) {
          at = i + 2;
          FILTER.matcher(names).results().forEach(match -> filters.add(match.group(1)));
          TEST.matcher(names).results().forEach(match -> tests.add(match.group(1)));
          return finished(inside.toString(), closing);
        } else if (c == '"' || c == '\'') {
          quote = c;
        } else if (OPENING.indexOf(c) >= 0) {
          depth++;
          if (depth > MAX_BRACKETS) {
            throw refusal("brackets are nested deeper than " + MAX_BRACKETS);
          }
        } else if (CLOSING.indexOf(c) >= 0) {
          depth--;
        } else if (c == '\n') {
          c = ' ';
        }
        if (quote == 0
            && c == '}'
            && inside.length() > 0
            && inside.charAt(inside.length() - 1) == '}') {
          // Jinjava would read two closing brackets as the end.
          inside.append(' ');
        }
        inside.append(c);
        names.append(quote == 0 ? c : '\'');
      }
      throw refusal("a tag or expression has no end");
    }

    private String finished(String inside, char closing) {
      char sign = inside.isEmpty() ? ' ' : inside.charAt(inside.length() - 1);
      boolean signed = sign == '-' || (sign == '+' && closing == '%');
      if (closing == '%') {
        closeBlock(sign);
      } else {
        trimsNext = sign == '-';
        lineStarts = false;
      }
      return (signed ? inside.substring(0, inside.length() - 1) : inside).strip();
    }

    /** A block removes the line break after it, unless its sign says otherwise. */
    private void closeBlock(char sign) {
      trimsNext = sign == '-';
      lineStarts = false;
      if (sign != '-' && sign != '+' && at < text.length() && text.charAt(at) == '\n') {
        at++;
        lineStarts = true;
      }
    }

    /**
     * Writes text before a tag or expression.
     *
     * @param sign the sign at the tag's start: {@code -}, {@code +} or none
     * @param strips whether the tag removes the spaces before it on its line
     */
    private void writeText(String before, char sign, boolean strips) {
      String kept = before;
      if (trimsNext) {
        kept = PythonText.strip(kept, true, false);
        lineStarts =
            before.length() > kept.length()
                && before.charAt(before.length() - kept.length() - 1) == '\n';
        trimsNext = false;
      }
      if (sign == '-') {
        kept = PythonText.strip(kept, false, true);
      } else if (sign != '+' && strips) {
        int line = kept.lastIndexOf('\n') + 1;
        if ((line > 0 || lineStarts)
            && PythonText.strip(kept.substring(line), true, true).isEmpty()) {
          kept = kept.substring(0, line);
        }
      }
      if (kept.chars().anyMatch(c -> "{}%#".indexOf(c) >= 0)) {
        source.append("{{ ").append(text(kept)).append(" }}");
      } else {
        source.append(kept);
      }
    }

    private InputException refusal(String reason) {
      return new InputException("%s, line %d: %s; rewrite it".formatted(place, line(), reason));
    }

    /** The line on which the current tag or expression begins. */
    private long line() {
      return 1 + text.chars().limit(opened).filter(c -> c == '\n').count();
    }
  }
}
