package dev.preceptor.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every link and every file that a document names is there. */
class DocumentsTest {

  /** Not part of the repository: built or fetched. */
  private static final Set<String> OUTSIDE = Set.of("target", "node_modules", ".git", ".venv");

  /** What a reader brings or a run leaves beside the repository's own folders. */
  private static final Set<String> OUTSIDE_AT_ROOT = Set.of("runs", "weights", "data", "shared");

  private static final Pattern LINK = Pattern.compile("\\[[^\\]]*\\]\\(([^)\\s]+)\\)");
  private static final Pattern FENCE = Pattern.compile("(?ms)^```.*?^```");
  private static final Pattern HEADING = Pattern.compile("(?m)^#+ +(.+)$");

  /** {@code Learner.java}, {@code lib/models/…/Weights.java}, {@code language/*.ts.py}. */
  private static final Pattern SOURCE = Pattern.compile("[\\w./*…-]*[\\w*]\\.(?:java|ts\\.py)\\b");

  /** {@code AuditTest}, and {@code AuditTest.method}. */
  private static final Pattern TEST = Pattern.compile("\\b([A-Z]\\w*Test)\\b(?![.]java)");

  /** {@code `recipes/quickstart.yaml`}: a path from the root, in code. */
  private static final Pattern PATH = Pattern.compile("`(\\w[\\w.-]*/[\\w./*…-]*)`");

  private static List<String> files;

  @BeforeAll
  static void listTheRepository() throws Exception {
    files = repository();
  }

  static Stream<String> documents() throws Exception {
    return repository().stream().filter(file -> file.endsWith(".md"));
  }

  /** Changes of the past may name what is gone. */
  static Stream<String> documentsOfToday() throws Exception {
    return documents().filter(document -> !document.equals("CHANGELOG.md"));
  }

  @Test
  void thereAreDocuments() throws Exception {
    assertThat(documents()).contains("README.md", "ARCHITECTURE.md", "docs/overview.md");
  }

  @ParameterizedTest
  @MethodSource("documents")
  void everyRelativeLinkLeadsSomewhere(String document) throws Exception {
    var broken = new ArrayList<String>();
    LINK.matcher(withoutCode(read(document)))
        .results()
        .map(link -> link.group(1))
        .filter(link -> !link.matches("[a-z]+:.*"))
        .filter(link -> !leadsSomewhere(document, link))
        .forEach(broken::add);
    assertThat(broken).as("links of %s that lead nowhere", document).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("documentsOfToday")
  void everyFileThatIsNamedIsThere(String document) throws Exception {
    var text = read(document);
    Set<String> missing = new TreeSet<>();
    SOURCE
        .matcher(withoutCode(text))
        .results()
        .map(match -> match.group())
        .filter(name -> !exists(name))
        .forEach(missing::add);
    TEST.matcher(withoutCode(text))
        .results()
        .map(match -> match.group(1) + ".java")
        .filter(name -> !exists(name))
        .forEach(missing::add);
    PATH.matcher(withoutCode(text))
        .results()
        .map(match -> match.group(1))
        .filter(DocumentsTest::startsInTheRepository)
        .filter(name -> !exists(name))
        .forEach(missing::add);
    assertThat(missing).as("named in %s, and not there", document).isEmpty();
  }

  private static boolean leadsSomewhere(String document, String link) {
    int hash = link.indexOf('#');
    var path = hash < 0 ? link : link.substring(0, hash);
    var target = path.isEmpty() ? Path.of(document) : Path.of(document).resolveSibling(path);
    var file = Module.ROOT.resolve(target).normalize();
    if (!file.startsWith(Module.ROOT) || !Files.exists(file)) {
      return false;
    }
    return hash < 0 || anchors(file).contains(link.substring(hash + 1));
  }

  /** The names under which GitHub links a page's headings. */
  private static Set<String> anchors(Path file) {
    Set<String> anchors = new TreeSet<>();
    HEADING
        .matcher(FENCE.matcher(read(file)).replaceAll(""))
        .results()
        .map(
            heading ->
                heading
                    .group(1)
                    .toLowerCase(Locale.ROOT)
                    .replaceAll("[^\\p{L}\\p{N}_ -]", "")
                    .replace(' ', '-'))
        .forEach(anchors::add);
    return anchors;
  }

  private static boolean startsInTheRepository(String path) {
    var first = path.substring(0, path.indexOf('/'));
    return !OUTSIDE_AT_ROOT.contains(first)
        && Stream.of(path.split("/")).noneMatch(OUTSIDE::contains)
        && Files.isDirectory(Module.ROOT.resolve(first));
  }

  /**
   * Whether a file or folder is in the repository: from the root or, for the end of a path,
   * anywhere. {@code …} stands for any folders, {@code *} for any name.
   */
  private static boolean exists(String name) {
    var pattern = new StringBuilder("(.*/)?");
    var first = name.contains("/") ? name.substring(0, name.indexOf('/')) : "";
    if (!first.isEmpty() && Files.isDirectory(Module.ROOT.resolve(first))) {
      pattern.setLength(0);
    }
    for (var part : name.split("(?=[…*])|(?<=[…*])")) {
      pattern.append(part.equals("…") ? ".*" : part.equals("*") ? "[^/]*" : Pattern.quote(part));
    }
    if (name.endsWith("/")) {
      pattern.append(".*");
    } else {
      pattern.append("(/.*)?");
    }
    var wanted = Pattern.compile(pattern.toString()).asMatchPredicate();
    return files.stream().anyMatch(wanted);
  }

  private static String withoutCode(String text) {
    return FENCE.matcher(text).replaceAll("");
  }

  private static String read(String document) {
    return read(Module.ROOT.resolve(document));
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new AssertionError(file.toString(), e);
    }
  }

  private static boolean isOutside(Path folder) {
    return OUTSIDE.contains(folder.getFileName().toString())
        || OUTSIDE_AT_ROOT.contains(folder.toString());
  }

  private static List<String> repository() throws IOException {
    List<String> all = new ArrayList<>();
    Files.walkFileTree(
        Module.ROOT,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            return isOutside(Module.ROOT.relativize(folder))
                ? FileVisitResult.SKIP_SUBTREE
                : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            all.add(Module.ROOT.relativize(file).toString());
            return FileVisitResult.CONTINUE;
          }
        });
    return all;
  }
}
