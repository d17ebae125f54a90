package dev.preceptor.models.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * The folder for the temporary files of a process and its children. Libraries put native code and
 * caches below {@code java.io.tmpdir}, some under names that anybody can know and some readable or
 * even writable for all, so it is a new folder of this process, and goes with it.
 */
public final class TemporaryFolder {

  /** Java's own property, read by libraries when they first need it. */
  public static final String PROPERTY = "java.io.tmpdir";

  private TemporaryFolder() {}

  /**
   * Makes this process use a new private folder; to be called before anything else, since Java and
   * libraries read the property once. Where none can be created, everything stays as it is.
   */
  public static void use() {
    // Its name is unknown to others, and creating it fails where it exists.
    Path folder =
        Path.of(System.getProperty(PROPERTY))
            .resolve("preceptor-%d-%s".formatted(ProcessHandle.current().pid(), UUID.randomUUID()));
    try {
      PrivateFiles.newFolder(folder);
    } catch (IOException e) {
      return;
    }
    System.setProperty(PROPERTY, folder.toString());
    Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(folder), "temporary-files"));
  }

  /** Deletes a temporary folder and what is in it; what somebody still writes there stays. */
  public static void delete(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException | RuntimeException e) {
      // Somebody still writes there; the system's cleaning takes the rest.
    }
  }
}
