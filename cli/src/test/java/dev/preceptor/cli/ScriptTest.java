package dev.preceptor.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The {@code preceptor} script, with a java that prints its locale and its arguments. */
class ScriptTest {

  private static final String JAVA =
      """
      #!/bin/sh
      echo "LC_ALL=$LC_ALL"
      printf '%s\\n' "$@"
      """;

  @TempDir Path root;

  @BeforeEach
  void install() throws IOException {
    executable("preceptor", Files.readString(Module.ROOT.resolve("preceptor")));
    executable("jdk/bin/java", JAVA);
    file("jdk/release", "JAVA_VERSION=\"17.0.15\"\n");
    file("target/built", "");
    Files.createDirectories(root.resolve("cli/target/lib"));
    for (var service : List.of("rollout", "judge", "reward", "learner", "eval", "console")) {
      file(service + "-service/target/quarkus-app/quarkus-run.jar", "");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"C", "POSIX", "", "no_SUCH", "ja_JP.eucJP"})
  void filesAndArgumentsAreUtf8InAnyLocale(String locale) throws Exception {
    assertThat(run(locale))
        .contains("LC_ALL=C.UTF-8")
        .contains("-Dfile.encoding=UTF-8", "-Dsun.jnu.encoding=UTF-8")
        .contains("-Dstdout.encoding=UTF-8", "-Dstderr.encoding=UTF-8")
        .endsWith("data", "röntgen-胸部");
  }

  @Test
  void aLocaleOfThisEncodingIsKept() throws Exception {
    assertThat(run("C.utf8")).contains("LC_ALL=C.utf8");
  }

  @Test
  void imagesNeedNoJavaAndNoBuild() throws Exception {
    executable("tools/deploy/images", "#!/bin/sh\nprintf '%s\\n' \"$@\"\n");
    Files.delete(root.resolve("jdk/bin/java"));
    Files.delete(root.resolve("target/built"));
    assertThat(run("C.utf8", "image", "judge-service", "a b"))
        .containsExactly("judge-service", "a b");
  }

  @Test
  void aChangeOfAnyModuleIsBuilt() throws IOException {
    var script = Files.readString(Module.ROOT.resolve("preceptor"));
    var watched = script.substring(script.indexOf("modules=(") + "modules=(".length());
    assertThat(watched.substring(0, watched.indexOf(')')).split("\\s+"))
        .containsExactlyInAnyOrderElementsOf(
            Stream.of(Module.values())
                .filter(module -> module != Module.TESTKIT)
                .map(Module::folder)
                .toList());
  }

  private List<String> run(String locale) throws Exception {
    return run(locale, "data", "röntgen-胸部");
  }

  private List<String> run(String locale, String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of(root.resolve("preceptor").toString()));
    command.addAll(List.of(arguments));
    var builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().remove("LANG");
    builder.environment().remove("LC_CTYPE");
    builder.environment().put("LC_ALL", locale);
    builder.environment().put("JAVA_HOME", root.resolve("jdk").toString());
    builder.environment().put("PRECEPTOR_NO_BUILD", "1");
    var process = builder.start();
    var out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(out).isZero();
    return out.lines().toList();
  }

  private void executable(String name, String text) throws IOException {
    file(name, text);
    assertThat(root.resolve(name).toFile().setExecutable(true)).isTrue();
  }

  private void file(String name, String text) throws IOException {
    Files.createDirectories(root.resolve(name).getParent());
    Files.writeString(root.resolve(name), text);
  }
}
