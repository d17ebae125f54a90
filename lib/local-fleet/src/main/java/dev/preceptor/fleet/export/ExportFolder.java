package dev.preceptor.fleet.export;

import com.fasterxml.jackson.databind.JsonNode;
import dev.preceptor.models.InputException;
import dev.preceptor.models.files.PrivateFiles;
import dev.preceptor.models.files.TemporaryFolder;
import dev.preceptor.run.JsonLine;
import dev.preceptor.run.RunFailedException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The folder of an export while it is written. Files have numbers for names, so that no text of a
 * run becomes part of a path; a document is a script that holds it as one JSON text, since a page
 * that was opened from disk may fetch nothing else. Deleted again unless it was finished.
 */
final class ExportFolder implements AutoCloseable {

  /** A larger export is refused: it would be of no use as files to send. */
  static final long MAX_BYTES = 1L << 30;

  private final Path folder;
  private final Map<String, Integer> documents = new LinkedHashMap<>();
  private final Map<String, Integer> images = new LinkedHashMap<>();
  private int numbers;
  private int files;
  private long bytes;
  private boolean finished;

  /**
   * Makes the folder.
   *
   * @throws InputException if it exists, or cannot be made
   */
  ExportFolder(Path folder) {
    this.folder = folder.toAbsolutePath().normalize();
    if (Files.exists(this.folder)) {
      throw new InputException("--out %s: exists; name a new folder".formatted(folder));
    }
    try {
      PrivateFiles.folder(this.folder.getParent());
      PrivateFiles.newFolder(this.folder);
      PrivateFiles.newFolder(this.folder.resolve("data"));
    } catch (IOException e) {
      throw InputException.cannotBe("created", folder, e);
    }
  }

  /** Adds a document under the path at which the page asks for it. */
  void document(String path, JsonNode document) {
    int number = ++numbers;
    write(
        "data/%d.js".formatted(number),
        "preceptorDocument(%d, %s);\n".formatted(number, quoted(JsonLine.of(document))));
    documents.put(path, number);
  }

  /** Adds a PNG under the path at which the page asks for it. */
  void image(String path, byte[] png) {
    int number = ++numbers;
    write("data/%d.png".formatted(number), png);
    images.put(path, number);
  }

  /** Adds a part of the page itself, under a name of ours. */
  void part(String name, byte[] content) {
    write(name, content);
  }

  /**
   * Writes the page and what it must know, and keeps the folder.
   *
   * @param facts about the export, for the page
   */
  void finish(Map<String, Object> facts) {
    Map<String, Object> index = new LinkedHashMap<>(facts);
    index.put("documents", documents);
    index.put("images", images);
    write("data/index.js", "preceptorExport = %s;\n".formatted(quoted(JsonLine.of(index))));
    write("index.html", page());
    finished = true;
  }

  /** A JSON text as a string of JavaScript: whatever it holds, it is data. */
  private static String quoted(String json) {
    return JsonLine.of(json);
  }

  private static byte[] page() {
    try (InputStream in = ExportFolder.class.getResourceAsStream("index.html")) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new IllegalStateException("the page of exports is part of this program", e);
    }
  }

  private void write(String name, String text) {
    write(name, text.getBytes(StandardCharsets.UTF_8));
  }

  private void write(String name, byte[] content) {
    bytes += content.length;
    if (bytes > MAX_BYTES) {
      throw new RunFailedException(
          "the export would have more than %,d MB; use fewer --groups".formatted(MAX_BYTES >> 20));
    }
    try {
      Files.write(folder.resolve(name), content);
      files++;
    } catch (IOException e) {
      throw InputException.cannotBe("written", folder.resolve(name), e);
    }
  }

  Path path() {
    return folder;
  }

  int files() {
    return files;
  }

  long bytes() {
    return bytes;
  }

  @Override
  public void close() {
    if (!finished) {
      TemporaryFolder.delete(folder);
    }
  }
}
