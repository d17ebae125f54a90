package dev.preceptor.run;

import dev.preceptor.models.files.PrivateFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Writes small files atomically; only their owner may read them. */
public final class WholeFile {

  /** With this many bytes free, a full disk is not the reason of a failed write. */
  private static final long ROOM_BYTES = 1 << 20;

  private WholeFile() {}

  /** Writes the text to a temporary file and renames it. */
  public static void write(Path file, String text) throws IOException {
    var temporary = file.resolveSibling(file.getFileName() + ".new");
    PrivateFiles.write(temporary, text);
    Files.move(
        temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /**
   * The same, if the disk may be full: then nothing is changed and the call can be repeated.
   *
   * @return whether the file was written
   * @throws IOException if it cannot be written although there is space
   */
  public static boolean tryWrite(Path file, String text) throws IOException {
    try {
      write(file, text);
      return true;
    } catch (IOException e) {
      if (Files.getFileStore(file.toAbsolutePath().getParent()).getUsableSpace() < ROOM_BYTES) {
        return false;
      }
    }
    // There is space now, but perhaps not at the failure: only a second failure has another reason.
    write(file, text);
    return true;
  }
}
