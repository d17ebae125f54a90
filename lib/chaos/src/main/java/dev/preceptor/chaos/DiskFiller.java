package dev.preceptor.chaos;

import dev.preceptor.models.InputException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A file that takes all free space of its file system. */
public final class DiskFiller {

  /**
   * Larger file systems are not filled: it would take long, and other programs may need the space.
   */
  private static final long MAX_FILE_SYSTEM_BYTES = 8L << 30;

  private static final int BLOCK_BYTES = 1 << 20;
  private static final int SMALL_BLOCK_BYTES = 1 << 10;

  private final Path file;

  DiskFiller(Path file) {
    this.file = file;
  }

  /**
   * Checks that a folder's file system may be filled.
   *
   * @throws InputException if it is too large
   */
  public static void requireSmall(Path folder) {
    try {
      Files.createDirectories(folder);
      long bytes = Files.getFileStore(folder).getTotalSpace();
      if (bytes > MAX_FILE_SYSTEM_BYTES) {
        throw new InputException(
            ("disk-full would fill the file system of %s, which has %d GB; the limit is %d GB."
                    + " Put the runs on a small one (mount -t tmpfs -o size=2g tmpfs DIR, then --runs-dir DIR),"
                    + " or choose other --faults")
                .formatted(folder, bytes >> 30, MAX_FILE_SYSTEM_BYTES >> 30));
      }
    } catch (IOException e) {
      throw InputException.cannotBe("used", folder, e);
    }
  }

  boolean exists() {
    return Files.exists(file);
  }

  /** Fills the file system. */
  void fill() {
    try (var channel =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      fill(channel, BLOCK_BYTES);
      fill(channel, SMALL_BLOCK_BYTES);
    } catch (IOException e) {
      throw new UncheckedIOException(file + " cannot be created", e);
    }
  }

  private static void fill(FileChannel channel, int blockBytes) {
    var block = ByteBuffer.allocateDirect(blockBytes);
    try {
      while (true) {
        channel.write(block.clear());
      }
    } catch (IOException e) {
      // The file system is full, as intended.
    }
  }

  /** Frees the space. */
  void remove() {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new UncheckedIOException(file + " cannot be deleted", e);
    }
  }
}
