package dev.preceptor.vqa.archive;

import dev.preceptor.models.InputException;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/**
 * The images of a ZIP file as a folder. Its files are read from the archive, one by one, by the
 * JDK's ZIP file system; nothing is unpacked to the disk. Where all of an archive's files lie in
 * one folder, as in the published {@code images.zip}, this is the folder.
 *
 * <p>Refused as a whole are archives with two entries of one name, of which readers take different
 * ones; with a name that leads out of the folder; with encrypted entries or a compression other
 * than deflate; and with more entries than the limits. How large an entry is, is the matter of who
 * reads it: as of any file, not more than {@link dev.preceptor.models.image.Image} allows is read.
 */
public final class ImageArchive {

  /** Most entries of an archive; the published ones have less than a tenth. */
  static final int MAX_ENTRIES = 2_000_000;

  /** Most bytes of an archive's directory, which is kept in memory; the published have 15 MB. */
  static final long MAX_DIRECTORY_BYTES = 256L << 20;

  private static final int SHOWN_CHARACTERS = 80;

  /** What the Finder of macOS adds to archives. */
  private static final String FINDER = "__MACOSX/";

  /** A file as it was when it was opened. */
  private record Opened(Path file, long bytes, long modifiedMillis) {}

  /** Archives stay open as long as the process: questions name files in them. */
  private static final Map<Opened, Path> FOLDERS = new ConcurrentHashMap<>();

  private ImageArchive() {}

  /**
   * The folder in an archive.
   *
   * @param file an existing file
   * @throws InputException if it is no archive of which files may be read
   */
  public static Path folder(Path file) {
    try {
      Opened opened =
          new Opened(
              file.toRealPath(), Files.size(file), Files.getLastModifiedTime(file).toMillis());
      return FOLDERS.computeIfAbsent(opened, archive -> open(file));
    } catch (IOException e) {
      throw InputException.cannotBe("read", "images " + file, e);
    }
  }

  private static Path open(Path file) {
    try {
      requireLimits(file, ArchiveEnd.read(file));
      String top = topFolder(file);
      FileSystem archive = FileSystems.newFileSystem(file, Map.of());
      return archive.getPath("/" + top);
    } catch (ZipException e) {
      throw new InputException(
          "images %s: %s; give a folder, or a ZIP file without encryption"
              .formatted(file, e.getMessage()),
          e);
    } catch (IOException e) {
      throw InputException.cannotBe("read", "images " + file, e);
    }
  }

  private static void requireLimits(Path file, ArchiveEnd end) {
    if (end.entries() < 0 || end.entries() > MAX_ENTRIES) {
      throw new InputException(
          "images %s: has more than %,d entries; split it, or give a folder"
              .formatted(file, MAX_ENTRIES));
    }
    if (end.directoryBytes() < 0 || end.directoryBytes() > MAX_DIRECTORY_BYTES) {
      throw new InputException(
          "images %s: its directory has more than %,d bytes; split it, or give a folder"
              .formatted(file, MAX_DIRECTORY_BYTES));
    }
  }

  /** Checks every name; the folder that all files lie in, or an empty text. */
  private static String topFolder(Path file) throws IOException {
    Set<String> names = new HashSet<>();
    Set<String> tops = new HashSet<>();
    try (ZipFile archive = new ZipFile(file.toFile())) {
      Enumeration<? extends ZipEntry> entries = archive.entries();
      while (entries.hasMoreElements()) {
        String name = entries.nextElement().getName();
        requireInside(file, name);
        if (!names.add(name)) {
          throw new InputException(
              "images %s: has two entries named \"%s\"; remove one".formatted(file, shown(name)));
        }
        if (!name.startsWith(FINDER)) {
          int slash = name.indexOf('/');
          tops.add(slash < 0 ? "" : name.substring(0, slash));
        }
      }
    }
    return tops.size() == 1 ? tops.iterator().next() : "";
  }

  private static void requireInside(Path file, String name) {
    boolean outside = name.startsWith("/") || name.indexOf('\\') >= 0 || name.indexOf('\0') >= 0;
    for (String part : name.split("/", -1)) {
      outside |= part.equals("..") || part.equals(".");
    }
    if (outside) {
      throw new InputException(
          "images %s: the entry \"%s\" lies outside the archive; remove it"
              .formatted(file, shown(name)));
    }
  }

  private static String shown(String name) {
    String line = name.replaceAll("\\p{Cntrl}", "?");
    return line.length() > SHOWN_CHARACTERS ? line.substring(0, SHOWN_CHARACTERS) + "…" : line;
  }
}
