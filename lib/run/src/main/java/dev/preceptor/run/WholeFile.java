package dev.preceptor.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** A small file that is there whole or not at all. */
public final class WholeFile {

  /** With so many bytes free, a failure to write a small file has another reason. */
  private static final long ROOM_BYTES = 1 << 20;

  private WholeFile() {}

  /** Writes the text beside the file and then puts it in its place. */
  public static void write(Path file, String text) throws IOException {
    var aside = file.resolveSibling(file.getFileName() + ".new");
    Files.writeString(aside, text);
    Files.move(aside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /**
   * The same where the disk may be full: then nothing has changed, and it can be tried again.
   *
   * @return whether the file is there
   * @throws IOException if it cannot be written though there is room
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
    // There is room, which may have come after the failure: only a second one has another reason.
    write(file, text);
    return true;
  }
}
