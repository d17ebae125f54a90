package dev.preceptor.fleet.process;

import dev.preceptor.models.files.PrivateFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Bounds the logs of a process that writes to its standard output for weeks: a log that has become
 * too long is copied to {@code NAME.1}, the one before to {@code NAME.2}, and so on, and emptied.
 * The process appends, so it goes on at the start. Of the reports of crashed processes beside the
 * log, the newest are kept.
 *
 * @param maxBytes of a log, above which it is rotated
 * @param kept rotated logs; crash reports
 */
record LogRotation(long maxBytes, int kept) {

  /** At most about 32 MB a process. */
  static final LogRotation DEFAULT = new LogRotation(8 << 20, 3);

  /** Rotates a log if it is too long. */
  void rotate(Path log) {
    try {
      if (Files.exists(log) && Files.size(log) > maxBytes) {
        for (int i = kept; i > 1; i--) {
          if (Files.exists(rotated(log, i - 1))) {
            Files.move(rotated(log, i - 1), rotated(log, i), StandardCopyOption.REPLACE_EXISTING);
          }
        }
        moveContents(log, rotated(log, 1));
      }
    } catch (IOException e) {
      // The disk is full, or the folder has gone: the next time.
    }
  }

  /** Deletes the oldest crash reports of the process that a log is of. */
  void dropCrashReports(Path log) {
    try {
      for (Path old : crashReports(log).stream().skip(kept).toList()) {
        Files.deleteIfExists(old);
      }
    } catch (IOException | UncheckedIOException e) {
      // The folder has gone, or a report has: the next time.
    }
  }

  /** The log that was rotated so many times. */
  static Path rotated(Path log, int times) {
    return log.resolveSibling(log.getFileName() + "." + times);
  }

  /** What comes while the copy is made is copied too, up to a point; the rest is lost. */
  private static void moveContents(Path log, Path target) throws IOException {
    Files.deleteIfExists(target);
    try (FileChannel from =
            FileChannel.open(log, StandardOpenOption.READ, StandardOpenOption.WRITE);
        FileChannel to =
            PrivateFiles.open(target, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      long size = from.size();
      long copied = 0;
      while (copied < size) {
        copied += from.transferTo(copied, size - copied, to);
      }
      from.truncate(0);
    }
  }

  /** The newest first. */
  private static List<Path> crashReports(Path log) throws IOException {
    String name = log.getFileName().toString().replaceFirst("[.]log$", "");
    try (Stream<Path> beside = Files.list(log.toAbsolutePath().getParent())) {
      return beside
          .filter(path -> path.getFileName().toString().startsWith(name + "-crash-"))
          .sorted(Comparator.comparing(path -> -path.toFile().lastModified()))
          .toList();
    }
  }
}
