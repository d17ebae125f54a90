package dev.preceptor.store;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.preceptor.models.InputException;
import dev.preceptor.models.files.PrivateFiles;
import dev.preceptor.run.RunFailedException;
import dev.preceptor.schemas.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.UUID;

/**
 * Folders of models and data in S3-compatible storage. A folder's name is {@code sha256-} and the
 * SHA-256 of the list of its files, so that the name says what is in it.
 */
public final class StoredInputs implements AutoCloseable {

  static final String NAME = "sha256-";

  private final ObjectStore store;
  private final AutoCloseable connection;

  StoredInputs(ObjectStore store) {
    this(store, () -> {});
  }

  private StoredInputs(ObjectStore store, AutoCloseable connection) {
    this.store = store;
    this.connection = connection;
  }

  /**
   * The storage that an environment names.
   *
   * @throws InputException if it names none
   */
  public static StoredInputs of(Map<String, String> environment) {
    var s3 = new S3Store(StoreAddress.of(environment));
    return new StoredInputs(s3, s3);
  }

  /**
   * What was written.
   *
   * @param name of the folder
   * @param files in it
   * @param bytes of them all
   * @param written objects that were not there yet
   */
  public record Pushed(
      @JsonProperty("name") String name,
      @JsonProperty("files") int files,
      @JsonProperty("bytes") long bytes,
      @JsonProperty("written") int written) {}

  /**
   * Writes a folder, or a file as a folder with it alone. Objects that are there stay; the list of
   * the files comes last, so that a folder with a name is whole.
   *
   * @throws InputException if it cannot be read, or the storage refuses it
   */
  public Pushed push(Path folder) {
    var stored = StoredFolder.of(folder);
    Path root = StoredFolder.root(folder);
    int written = 0;
    for (var file : stored.files()) {
      if (!store.has(file.sha256())) {
        store.put(file.sha256(), root.resolve(file.path()));
        written++;
      }
    }
    byte[] text = stored.text();
    String sha256 = Sha256.hex(text);
    if (!store.has(sha256)) {
      store.put(sha256, text);
      written++;
    }
    return new Pushed(NAME + sha256, stored.files().size(), stored.bytes(), written);
  }

  /**
   * Fetches a folder, unless it is there. It appears whole, after every file was held against its
   * size and hash.
   *
   * @param name that {@link #push} gave
   * @param into the folder that it comes into
   * @return where it is
   * @throws InputException if there is none of that name, or what is there is something else
   */
  public Path fetch(String name, Path into) {
    String sha256 = name.startsWith(NAME) ? name.substring(NAME.length()) : "";
    if (!StoredFile.isHash(sha256)) {
      throw new InputException(
          "%s is no stored folder; use sha256- and 64 digits, as preceptor push prints"
              .formatted(name));
    }
    Path target = into.toAbsolutePath().resolve(name);
    if (Files.isDirectory(target)) {
      return target;
    }
    Path temporary = target.resolveSibling("." + name + "." + UUID.randomUUID());
    try {
      PrivateFiles.folder(temporary);
      try {
        var files = new Fetched(store, temporary);
        files.all(name, sha256);
        place(temporary, target);
      } finally {
        Fetched.delete(temporary);
      }
    } catch (IOException e) {
      throw InputException.cannotBe("fetched", target, e);
    }
    return target;
  }

  /** Another process may have been faster; its folder is the same. */
  private static void place(Path temporary, Path target) throws IOException {
    try {
      Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      if (!Files.isDirectory(target)) {
        throw e;
      }
    }
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (Exception e) {
      throw new RunFailedException("the storage's client cannot be closed", e);
    }
  }
}
