package dev.preceptor.models.files;

import dev.preceptor.models.InputException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * The folder that DJL unpacks native libraries into and loads them from. DJL takes whatever it
 * finds there, and without a home it would use a folder of a known name in the system's temporary
 * folder, where any user may have put libraries. So the folder is chosen here, before DJL is used:
 * it belongs to this user or to root, and nobody else can write to it.
 */
public final class LibraryFolder {

  /** DJL reads these as environment variables and as system properties, in this order. */
  private static final List<String> SETTINGS = List.of("ENGINE_CACHE_DIR", "DJL_CACHE_DIR");

  private static final String SETTING = "DJL_CACHE_DIR";
  private static final String NAME = ".djl.ai";
  private static final String ROOT_PROPERTY = "preceptor.root";
  private static final Path SELF = Path.of("/proc/self");
  private static final int ROOT_UID = 0;

  /** Below the folder, those of PyTorch and of the tokenizers, with one for each version. */
  private static final int DEPTH = 3;

  private static Path used;

  private LibraryFolder() {}

  /**
   * Makes DJL use a private folder; must be called before any of its classes loads a library.
   *
   * @return the folder
   * @throws InputException if others could have put libraries into it
   */
  public static synchronized Path use() {
    if (used == null) {
      // Otherwise DJL fetches libraries, and reports its use, over the network.
      System.getProperties().putIfAbsent("ai.djl.offline", "true");
      Optional<Path> given = given(LibraryFolder::setting);
      Path folder =
          given.orElseGet(
              () ->
                  choose(
                      Path.of(System.getProperty("user.home", "")),
                      Optional.ofNullable(System.getProperty(ROOT_PROPERTY)).map(Path::of),
                      Path.of(System.getProperty("java.io.tmpdir"))));
      prepare(folder);
      if (given.isEmpty()) {
        System.setProperty(SETTING, folder.toString());
      }
      used = folder;
    }
    return used;
  }

  private static String setting(String name) {
    return Optional.ofNullable(System.getenv(name)).orElse(System.getProperty(name));
  }

  /** The folder that the user or operator names. */
  static Optional<Path> given(UnaryOperator<String> settings) {
    return SETTINGS.stream()
        .map(settings)
        .filter(value -> value != null && !value.isEmpty())
        .map(Path::of)
        .findFirst();
  }

  /**
   * In the home, as for any program with DJL; without one, beside the installation; where that
   * cannot be written either, a new folder of a name that nobody can know.
   */
  static Path choose(Path home, Optional<Path> installation, Path temporary) {
    if (home.isAbsolute() && Files.isDirectory(home) && Files.isWritable(home)) {
      return home.resolve(NAME);
    }
    return installation
        .map(root -> root.toAbsolutePath().normalize().resolve("target"))
        .filter(Files::isWritable)
        .orElseGet(() -> temporary.resolve("preceptor-libraries-" + UUID.randomUUID()))
        .resolve(NAME);
  }

  /**
   * Creates the folder, or checks the one that is there.
   *
   * @throws InputException if it cannot be created, or others could have put libraries into it
   */
  static void prepare(Path folder) {
    try {
      PrivateFiles.folder(folder);
      Path real = folder.toRealPath();
      require(real, folder);
      if (PrivateFiles.isShared(real)) {
        try (Stream<Path> inside = Files.walk(real, DEPTH)) {
          inside.forEach(path -> require(path, folder));
        }
      }
    } catch (IOException | UncheckedIOException e) {
      throw new InputException(
          "%s: native libraries cannot be unpacked there (%s); set %s to a folder of your own"
              .formatted(folder, e.getMessage(), SETTING),
          e);
    }
  }

  private static void require(Path path, Path folder) {
    try {
      int owner = uid(path);
      Set<PosixFilePermission> modes =
          Files.isSymbolicLink(path)
              ? Set.of()
              : Files.getPosixFilePermissions(path, LinkOption.NOFOLLOW_LINKS);
      boolean own = owner == ROOT_UID || owner == uid(SELF);
      boolean writable =
          modes.contains(PosixFilePermission.GROUP_WRITE)
              || modes.contains(PosixFilePermission.OTHERS_WRITE);
      if (!own || writable) {
        throw new InputException(
            "%s: native libraries are not loaded from there, because %s %s; delete the folder, which is filled again, or set %s to a folder of your own"
                .formatted(
                    folder,
                    path,
                    own ? "can be changed by other users" : "belongs to another user",
                    SETTING));
      }
    } catch (UnsupportedOperationException e) {
      // a file system without owners and modes
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static int uid(Path path) throws IOException {
    return (Integer) Files.getAttribute(path, "unix:uid", LinkOption.NOFOLLOW_LINKS);
  }
}
