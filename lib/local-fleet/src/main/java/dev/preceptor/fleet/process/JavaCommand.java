package dev.preceptor.fleet.process;

import dev.preceptor.models.files.TemporaryFolder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The command line of a Java process that uses the same JDK as this one, and its folder for
 * temporary files.
 */
public final class JavaCommand {

  /**
   * From this Java version on, native access and Unsafe cause warnings unless allowed by an option.
   */
  private static final int NATIVE_ACCESS_VERSION = 24;

  private static final String NAME_OPTION = "-Dpreceptor.process=";
  private static final Pattern NAME = Pattern.compile(Pattern.quote(NAME_OPTION) + "(\\S+)");

  private final List<String> options = new ArrayList<>();

  private JavaCommand(String... options) {
    this.options.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    this.options.addAll(List.of(options));
    this.options.add(
        "-D" + TemporaryFolder.PROPERTY + "=" + System.getProperty(TemporaryFolder.PROPERTY));
    this.options.addAll(quiet(Runtime.version().feature()));
  }

  /** A process with little work: a small heap and only the fast compiler. */
  public static JavaCommand small(int heapMegabytes) {
    return heap(heapMegabytes).option("-XX:TieredStopAtLevel=1");
  }

  /** A process with a bounded heap. */
  public static JavaCommand heap(int heapMegabytes) {
    return new JavaCommand("-Xmx" + heapMegabytes + "m", "-XX:+UseSerialGC");
  }

  /** Adds the name of the process to its command line. */
  public JavaCommand name(String name) {
    return option(NAME_OPTION + name);
  }

  /** The name in a command line, if it has one. */
  public static Optional<String> nameIn(String commandLine) {
    var found = NAME.matcher(commandLine);
    return found.find() ? Optional.of(found.group(1)) : Optional.empty();
  }

  /** Adds a JVM option. */
  public JavaCommand option(String option) {
    options.add(option);
    return this;
  }

  /** The command that runs a class on the class path of this process. */
  public List<String> mainClass(String name, List<String> arguments) {
    List<String> command = new ArrayList<>(options);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), name));
    command.addAll(arguments);
    return command;
  }

  /** The command that runs a jar. */
  public List<String> jar(Path jar) {
    List<String> command = new ArrayList<>(options);
    command.addAll(List.of("-jar", jar.toString()));
    return command;
  }

  private static List<String> quiet(int version) {
    return version < NATIVE_ACCESS_VERSION
        ? List.of()
        : List.of("--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow");
  }
}
