package dev.preceptor.store;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.preceptor.models.InputException;
import dev.preceptor.schemas.Sha256;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a folder holds. The same files give the same text, whose SHA-256 names the folder.
 *
 * @param files sorted by path, each path once
 */
record StoredFolder(@JsonProperty(value = "files", required = true) List<StoredFile> files) {

  /** The largest text that is read, bytes. */
  static final int MAX_TEXT_BYTES = 256 << 20;

  private static final int MAX_FILES = 1_000_000;
  private static final ObjectMapper JSON = new ObjectMapper();

  StoredFolder {
    files = List.copyOf(files);
    if (files.isEmpty() || files.size() > MAX_FILES) {
      throw new InputException(
          "a stored folder has %,d files; use 1 to %,d".formatted(files.size(), MAX_FILES));
    }
    for (int i = 1; i < files.size(); i++) {
      if (files.get(i - 1).path().compareTo(files.get(i).path()) >= 0) {
        throw new InputException("a stored folder's files are not sorted: " + files.get(i).path());
      }
    }
  }

  /**
   * Reads all files below a folder, following links; a file stands for a folder with it alone.
   *
   * @throws InputException if one cannot be read or is too large, or there is none
   */
  static StoredFolder of(Path folder) {
    Path root = root(folder);
    List<StoredFile> files = new ArrayList<>();
    try (Stream<Path> found = Files.walk(folder.toAbsolutePath(), FileVisitOption.FOLLOW_LINKS)) {
      for (Path file : found.filter(Files::isRegularFile).toList()) {
        files.add(
            new StoredFile(
                root.relativize(file).toString(), Files.size(file), Sha256.ofFile(file)));
      }
    } catch (IOException | UncheckedIOException e) {
      throw InputException.cannotBe("read", folder, e);
    }
    files.sort(Comparator.comparing(StoredFile::path));
    return new StoredFolder(files);
  }

  /** The folder that the paths of {@link #of} are relative to. */
  static Path root(Path folder) {
    Path absolute = folder.toAbsolutePath();
    return Files.isDirectory(absolute) ? absolute : absolute.getParent();
  }

  /**
   * Reads a text.
   *
   * @throws InputException if it is not that of a folder
   */
  static StoredFolder parse(byte[] text) {
    try {
      return JSON.readValue(text, StoredFolder.class);
    } catch (JsonProcessingException e) {
      throw new InputException("is no list of files: " + reason(e), e);
    } catch (IOException e) {
      throw new UncheckedIOException(e); // there is no file that could fail
    }
  }

  private static String reason(JsonProcessingException e) {
    return e.getCause() instanceof InputException refused
        ? refused.getMessage()
        : e.getOriginalMessage();
  }

  /** The text. */
  byte[] text() {
    try {
      return JSON.writeValueAsBytes(this);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e); // texts and numbers can be written
    }
  }

  /** The size of all files. */
  long bytes() {
    return files.stream().mapToLong(StoredFile::bytes).sum();
  }
}
