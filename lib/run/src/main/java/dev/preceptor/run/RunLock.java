package dev.preceptor.run;

import dev.preceptor.models.InputException;
import dev.preceptor.models.files.PrivateFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.util.function.Supplier;

/**
 * Ensures that only one process at a time executes a run. The lock ends with the process, even if
 * it is killed.
 */
public final class RunLock implements AutoCloseable {

  private final FileChannel channel;

  private RunLock(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * Takes the lock of a run whose folder exists.
   *
   * @throws InputException if another process has it
   */
  public static RunLock take(RunFolder run) {
    try {
      var channel =
          PrivateFiles.open(run.lock(), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (tryLock(channel)) {
        return new RunLock(channel);
      }
      channel.close();
      throw new InputException(
          "run " + run.name() + " is used by another process; wait until it ends, or stop it");
    } catch (IOException e) {
      throw new InputException(run.lock() + " cannot be locked: " + e.getMessage(), e);
    }
  }

  /** Whether a process is executing the run. */
  public static boolean isHeld(RunFolder run) {
    if (!Files.exists(run.lock())) {
      return false;
    }
    try (var channel = FileChannel.open(run.lock(), StandardOpenOption.WRITE)) {
      return !tryLock(channel);
    } catch (IOException e) {
      throw new InputException(run.lock() + " cannot be locked: " + e.getMessage(), e);
    }
  }

  /**
   * Runs {@code work} while holding the lock.
   *
   * @throws InputException if another process has it
   */
  public static <T> T holding(RunFolder run, Supplier<T> work) {
    var lock = take(run);
    try {
      return work.get();
    } finally {
      lock.close();
    }
  }

  private static boolean tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock() != null;
    } catch (OverlappingFileLockException e) {
      return false;
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
