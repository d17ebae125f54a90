package dev.preceptor.launcher.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** A small file that is there whole or not at all. */
public final class WholeFile {

  private WholeFile() {}

  /** Writes the text beside the file and then puts it in its place. */
  public static void write(Path file, String text) throws IOException {
    var aside = file.resolveSibling(file.getFileName() + ".new");
    Files.writeString(aside, text);
    Files.move(aside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }
}
