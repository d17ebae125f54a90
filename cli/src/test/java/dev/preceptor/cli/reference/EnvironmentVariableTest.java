package dev.preceptor.cli.reference;

import static java.util.stream.Collectors.toCollection;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Nothing is read from the environment that the reference does not name. */
class EnvironmentVariableTest {

  private static final Path ROOT = Path.of("").toAbsolutePath().getParent();

  /** {@code ${NAME:-…}} in the script. */
  private static final Pattern IN_SCRIPT = Pattern.compile("\\$\\{([A-Z][A-Z_]+):?-");

  private static final Pattern IN_JAVA =
      Pattern.compile("\"(PRECEPTOR_[A-Z_]+)\"|(?:getenv|environment\\.put)\\(\"([A-Z_]+)\"");

  /** A key of our own, given or left open, and variables that others set. */
  private static final Pattern IN_PROPERTIES =
      Pattern.compile("(?m)^(?:# ?)?(preceptor\\.[a-z.-]+)=|\\$\\{([A-Z_]+)[:}]");

  private static final Pattern CONFIGURED =
      Pattern.compile("(?:ConfigProperty\\(name = |String DEVICE = )\"(preceptor\\.[a-z.-]+)\"");

  private static final Pattern SYSTEM_PROPERTY =
      Pattern.compile("(?:-D|_PROPERTY = \"|putIfAbsent\\(\")((?:preceptor|ai\\.djl)\\.[a-z._]+)");

  @Test
  void everyVariableThatIsReadIsInTheReference() throws Exception {
    Set<String> read = new TreeSet<>(found(IN_SCRIPT, Stream.of(ROOT.resolve("preceptor"))));
    read.addAll(found(IN_JAVA, sources(".java")));
    Stream.concat(
            found(CONFIGURED, sources(".java")).stream(),
            found(IN_PROPERTIES, sources("application.properties")).stream())
        .map(EnvironmentVariable::of)
        .forEach(read::add);
    assertThat(read).contains("PRECEPTOR_NO_BUILD", "PRECEPTOR_DEVICE", "PRECEPTOR_JUDGE");
    assertThat(Stream.of(EnvironmentVariable.values()).map(Enum::name)).containsAll(read);
  }

  @Test
  void everySystemPropertyOfOursIsInTheReference() throws Exception {
    var read = found(SYSTEM_PROPERTY, sources(".java"));
    read.addAll(found(SYSTEM_PROPERTY, Stream.of(ROOT.resolve("preceptor"))));
    assertThat(read).contains("preceptor.root", "preceptor.process", "ai.djl.offline");
    assertThat(Stream.of(SystemProperty.values()).map(SystemProperty::key)).containsAll(read);
  }

  private static Set<String> found(Pattern pattern, Stream<Path> files) throws IOException {
    Set<String> names = new TreeSet<>();
    for (var file : files.toList()) {
      pattern
          .matcher(Files.readString(file))
          .results()
          .map(match -> match.group(1) == null ? match.group(2) : match.group(1))
          .forEach(names::add);
    }
    return names;
  }

  /** Files of the program itself, tests and what tests stand on apart. */
  private static Stream<Path> sources(String end) throws IOException {
    Set<Path> all = new TreeSet<>();
    for (var main : mains()) {
      try (var files = Files.walk(main)) {
        all.addAll(files.filter(file -> file.toString().endsWith(end)).toList());
      }
    }
    return all.stream();
  }

  private static Set<Path> mains() throws IOException {
    try (var folders = Files.walk(ROOT, 4)) {
      return folders
          .filter(folder -> folder.endsWith("src/main"))
          .filter(folder -> !folder.startsWith(ROOT.resolve("lib/testkit")))
          .filter(
              folder ->
                  !folder.startsWith(ROOT.resolve("cli/src/main/java/dev/preceptor/cli/reference")))
          .collect(toCollection(TreeSet::new));
    }
  }
}
