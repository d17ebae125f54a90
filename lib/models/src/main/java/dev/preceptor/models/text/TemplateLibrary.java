package dev.preceptor.models.text;

import com.hubspot.jinjava.Jinjava;
import com.hubspot.jinjava.interpret.Context;
import com.hubspot.jinjava.interpret.Context.Library;
import com.hubspot.jinjava.interpret.JinjavaInterpreter;
import com.hubspot.jinjava.lib.Importable;
import com.hubspot.jinjava.lib.exptest.ExpTest;
import com.hubspot.jinjava.lib.filter.Filter;
import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a chat template may use: the tags, filters, tests and functions of Jinja2 that chat
 * templates are written with and whose cost is known. Jinjava has many more, among them some that
 * write any number of spaces ({@code center}, {@code format}), run regular expressions or read the
 * clock; these are disabled.
 */
final class TemplateLibrary {

  static final Set<String> FILTERS =
      Set.of(
          "bool",
          "capitalize",
          "count",
          "d",
          "default",
          "dictsort",
          "first",
          "float",
          "indent",
          "int",
          "join",
          "last",
          "length",
          "list",
          "lower",
          "map",
          "reject",
          "rejectattr",
          "replace",
          "reverse",
          "safe",
          "select",
          "selectattr",
          "sort",
          "string",
          "title",
          "tojson",
          "trim",
          "unique",
          "upper");

  static final Set<String> TESTS =
      Set.of(
          "!=",
          "<",
          "<=",
          "==",
          ">",
          ">=",
          "boolean",
          "defined",
          "divisibleby",
          "eq",
          "equalto",
          "even",
          "false",
          "float",
          "ge",
          "greaterthan",
          "gt",
          "in",
          "integer",
          "iterable",
          "le",
          "lessthan",
          "lower",
          "lt",
          "mapping",
          "ne",
          "none",
          "number",
          "odd",
          "sameas",
          "sequence",
          "string",
          "true",
          "truthy",
          "undefined",
          "upper");

  private static final Set<String> TAGS =
      Set.of(
          "break",
          "call",
          "continue",
          "elif",
          "else",
          "endcall",
          "endfor",
          "endif",
          "endmacro",
          "endset",
          "for",
          "if",
          "macro",
          "set");

  /** With their namespace, which is empty. */
  private static final Set<String> FUNCTIONS = Set.of(":namespace", ":raise_exception", ":range");

  /** Everything else that Jinjava knows. */
  static final Map<Library, Set<String>> DISABLED = disabled(new Context());

  private TemplateLibrary() {}

  private static Map<Library, Set<String>> disabled(Context all) {
    return Map.of(
        Library.TAG, others(all.getAllTags(), TAGS),
        Library.FILTER, others(all.getAllFilters(), FILTERS),
        Library.EXP_TEST, others(all.getAllExpTests(), TESTS),
        Library.FUNCTION, others(all.getAllFunctions(), FUNCTIONS));
  }

  private static Set<String> others(Collection<? extends Importable> known, Set<String> allowed) {
    return known.stream()
        .map(Importable::getName)
        .filter(name -> !allowed.contains(name))
        .collect(Collectors.toUnmodifiableSet());
  }

  /** Puts filters and tests that charge the {@link TemplateBudget} in the place of Jinjava's. */
  static void install(Jinjava jinjava) {
    Context context = jinjava.getGlobalContext();
    jinjava.registerFilter(new CountedFilter(new PythonTrim()));
    for (Filter filter : context.getAllFilters()) {
      if (FILTERS.contains(filter.getName()) && !(filter instanceof CountedFilter)) {
        jinjava.registerFilter(new CountedFilter(filter));
      }
    }
    for (ExpTest test : context.getAllExpTests()) {
      if (TESTS.contains(test.getName())) {
        jinjava.registerExpTest(new CountedTest(test));
      }
    }
  }

  /**
   * Charges a value once for each character of the arguments: a separator between its items, a
   * replacement for its parts.
   */
  private static void charge(Object value, Object[] arguments, Collection<Object> named) {
    long factor = 0;
    for (Object argument : arguments) {
      factor += size(argument);
    }
    for (Object argument : named) {
      factor += size(argument);
    }
    TemplateBudget.chargeProduct(TemplateBudget.chargeAll(value), factor);
  }

  /** A number may be a width. */
  private static long size(Object argument) {
    long size = TemplateBudget.chargeAll(argument);
    return argument instanceof Number number ? Math.max(size, number.intValue()) : size;
  }

  private record CountedFilter(Filter filter) implements Filter {

    @Override
    public String getName() {
      return filter.getName();
    }

    @Override
    public boolean preserveSafeString() {
      return filter.preserveSafeString();
    }

    @Override
    public Object filter(Object value, JinjavaInterpreter interpreter, String... arguments) {
      charge(value, arguments, Set.of());
      return filter.filter(value, interpreter, arguments);
    }

    @Override
    public Object filter(
        Object value,
        JinjavaInterpreter interpreter,
        Object[] arguments,
        Map<String, Object> named) {
      charge(value, arguments, named.values());
      return filter.filter(value, interpreter, arguments, named);
    }
  }

  private record CountedTest(ExpTest test) implements ExpTest {

    @Override
    public String getName() {
      return test.getName();
    }

    @Override
    public boolean evaluate(Object value, JinjavaInterpreter interpreter, Object... arguments) {
      charge(value, arguments, Set.of());
      return test.evaluate(value, interpreter, arguments);
    }

    @Override
    public boolean evaluateNegated(
        Object value, JinjavaInterpreter interpreter, Object... arguments) {
      charge(value, arguments, Set.of());
      return test.evaluateNegated(value, interpreter, arguments);
    }
  }

  /** Python's {@code trim}; Jinjava's keeps white space beyond ASCII. */
  private static final class PythonTrim implements Filter {

    @Override
    public String getName() {
      return "trim";
    }

    @Override
    public Object filter(Object value, JinjavaInterpreter interpreter, String... arguments) {
      return PythonText.strip(Objects.toString(value, ""), true, true);
    }
  }
}
