package dev.preceptor.models.files;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Creates folders and files that only their owner may use: modes 0700 and 0600, whatever the
 * process's umask. On a file system without such modes, they are as usual there.
 */
public final class PrivateFiles {

  private static final Set<PosixFilePermission> OWNER =
      PosixFilePermissions.fromString("rwx------");

  private PrivateFiles() {}

  /** Creates a folder and those above it; one that exists is left as it is. */
  public static void folder(Path folder) throws IOException {
    Files.createDirectories(folder, mode(folder, "rwx------"));
  }

  /**
   * Creates a folder.
   *
   * @throws FileAlreadyExistsException if it exists
   */
  public static void newFolder(Path folder) throws IOException {
    Files.createDirectory(folder, mode(folder, "rwx------"));
  }

  /**
   * Creates a folder, or closes one to others that is there.
   *
   * @throws FileAlreadyExistsException if something else is there, be it a link to a folder
   */
  public static void closedFolder(Path folder) throws IOException {
    try {
      newFolder(folder);
    } catch (FileAlreadyExistsException e) {
      if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
        throw e;
      }
      if (hasModes(folder)) {
        Files.setPosixFilePermissions(folder, OWNER);
      }
    }
  }

  /** Creates a file, unless it exists. */
  public static void file(Path file) throws IOException {
    try {
      Files.createFile(file, mode(file, "rw-------"));
    } catch (FileAlreadyExistsException e) {
      // as it is
    }
  }

  /** Opens a file; one that the options create is private. */
  public static FileChannel open(Path file, OpenOption... options) throws IOException {
    return FileChannel.open(file, Set.of(options), mode(file, "rw-------"));
  }

  /**
   * Writes a new file, or a file anew.
   *
   * @throws FileAlreadyExistsException if somebody else makes one meanwhile, such as a link
   */
  public static void write(Path file, String text) throws IOException {
    Files.deleteIfExists(file);
    try (FileChannel channel =
        open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
    }
  }

  private static FileAttribute<?>[] mode(Path path, String mode) {
    return hasModes(path)
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(mode))
        }
        : new FileAttribute<?>[0];
  }

  private static boolean hasModes(Path path) {
    return path.getFileSystem().supportedFileAttributeViews().contains("posix");
  }

  /**
   * Takes all permissions of others from a folder and what is in it. Links are not followed; what
   * disappears meanwhile, or belongs to somebody else, is passed over.
   *
   * @return how many files and folders others could use before
   */
  public static int tighten(Path tree) {
    if (!hasModes(tree)) {
      return 0;
    }
    int tightened = 0;
    for (Path path : inside(tree)) {
      try {
        if (!Files.isSymbolicLink(path) && isShared(path)) {
          EnumSet<PosixFilePermission> own = EnumSet.copyOf(OWNER);
          own.retainAll(Files.getPosixFilePermissions(path));
          Files.setPosixFilePermissions(path, own);
          tightened++;
        }
      } catch (IOException e) {
        // gone, or not ours
      }
    }
    return tightened;
  }

  /** The folder first: once others cannot enter it, they reach nothing in it. */
  private static List<Path> inside(Path tree) {
    try (Stream<Path> paths = Files.walk(tree)) {
      return paths.toList();
    } catch (IOException e) {
      throw new UncheckedIOException(tree + " cannot be read", e);
    } catch (UncheckedIOException e) {
      return List.of(tree);
    }
  }

  /** Whether others than the owner may read, change or enter what is at a path. */
  public static boolean isShared(Path path) throws IOException {
    return hasModes(path)
        && !OWNER.containsAll(Files.getPosixFilePermissions(path, LinkOption.NOFOLLOW_LINKS));
  }
}
