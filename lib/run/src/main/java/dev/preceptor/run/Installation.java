package dev.preceptor.run;

import dev.preceptor.models.InputException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The folder of this program's own files.
 *
 * @param root root of the repository
 */
public record Installation(Path root) {

  /** The main class of the {@code preceptor} command, which starts itself again as a process. */
  public static final String COMMAND = "dev.preceptor.cli.Preceptor";

  /** Set by the {@code preceptor} script. */
  public static final String ROOT_PROPERTY = "preceptor.root";

  public Installation {
    root = root.toAbsolutePath().normalize();
  }

  /** The installation that this process was started from. */
  public static Installation current() {
    return new Installation(Path.of(System.getProperty(ROOT_PROPERTY, "")));
  }

  /** The recipe used when none is given. */
  public Path quickstart() {
    return root.resolve("recipes/quickstart.yaml");
  }

  /**
   * The runnable jar of a service.
   *
   * @throws InputException if the service has not been built
   */
  public Path serviceJar(String service) {
    var jar = root.resolve(service).resolve("target/quarkus-app/quarkus-run.jar");
    if (!Files.exists(jar)) {
      throw new InputException(
          service
              + " is not built: "
              + jar
              + " does not exist; run mvn package -DskipTests in "
              + root);
    }
    return jar;
  }
}
