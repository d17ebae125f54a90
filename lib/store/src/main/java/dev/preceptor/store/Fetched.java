package dev.preceptor.store;

import dev.preceptor.models.InputException;
import dev.preceptor.models.files.PrivateFiles;
import dev.preceptor.run.RunFailedException;
import dev.preceptor.schemas.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Fetches the files of a stored folder into one that is nobody's yet. */
final class Fetched {

  private static final int AT_ONCE = 8;
  private static final int TRIES = 3;
  private static final int BUFFER_BYTES = 1 << 16;

  private final ObjectStore store;
  private final Path folder;

  Fetched(ObjectStore store, Path folder) {
    this.store = store;
    this.folder = folder;
  }

  /** Fetches the list of files, and then these. */
  void all(String name, String sha256) throws IOException {
    StoredFolder stored;
    try {
      stored = StoredFolder.parse(list(sha256));
    } catch (InputException e) {
      throw new InputException(name + " " + e.getMessage(), e);
    }
    long room = Files.getFileStore(folder).getUsableSpace();
    if (stored.bytes() > room) {
      throw new RunFailedException(
          "%s has %,d bytes, but the disk of %s has room for %,d; free some space"
              .formatted(name, stored.bytes(), folder.getParent(), room));
    }
    files(stored.files());
  }

  private byte[] list(String sha256) {
    for (int attempt = 1; ; attempt++) {
      try (InputStream in = store.open(sha256)) {
        byte[] text = in.readNBytes(StoredFolder.MAX_TEXT_BYTES + 1);
        if (text.length > StoredFolder.MAX_TEXT_BYTES || !Sha256.hex(text).equals(sha256)) {
          throw new InputException("is not what its name says; push it again");
        }
        return text;
      } catch (IOException e) {
        giveUpAfter(attempt, e);
      }
    }
  }

  private void files(List<StoredFile> files) {
    var workers = Executors.newFixedThreadPool(AT_ONCE);
    try {
      List<Future<?>> fetched = new ArrayList<>();
      for (var file : files) {
        fetched.add(
            workers.submit(
                () -> {
                  fetch(file);
                  return null;
                }));
      }
      for (var each : fetched) {
        each.get();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RunFailedException("interrupted while fetching", e);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException cause
          ? cause
          : new RunFailedException("fetching fails: " + e.getCause().getMessage(), e);
    } finally {
      workers.shutdownNow();
      awaitEnd(workers);
    }
  }

  private void fetch(StoredFile file) throws IOException {
    Path target = folder.resolve(file.path());
    PrivateFiles.folder(target.getParent());
    for (int attempt = 1; ; attempt++) {
      try (InputStream in = store.open(file.sha256())) {
        copy(in, file, target);
        return;
      } catch (IOException e) {
        giveUpAfter(attempt, e);
      }
    }
  }

  /**
   * At most as many bytes as the list says are written.
   *
   * @throws IOException if others came, as after a broken connection
   */
  private static void copy(InputStream in, StoredFile file, Path target) throws IOException {
    long size = 0;
    byte[] buffer = new byte[BUFFER_BYTES];
    try (OutputStream out =
        Channels.newOutputStream(
            PrivateFiles.open(
                target,
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.WRITE))) {
      for (int read = in.read(buffer); read >= 0 && size <= file.bytes(); read = in.read(buffer)) {
        size += read;
        out.write(buffer, 0, read);
      }
    }
    if (size != file.bytes() || !Sha256.ofFile(target).equals(file.sha256())) {
      throw new OtherContentsException(
          "%s: the object %s%s is not what its name says"
              .formatted(file.path(), StoredInputs.NAME, file.sha256()));
    }
  }

  /** A connection that broke may hold another time, and so may contents that it cut short. */
  private static void giveUpAfter(int attempt, IOException e) {
    if (attempt == TRIES) {
      throw e instanceof OtherContentsException
          ? new InputException(e.getMessage(), e)
          : new RunFailedException("fetching fails: " + e.getMessage(), e);
    }
  }

  private static final class OtherContentsException extends IOException {
    private static final long serialVersionUID = 1;

    OtherContentsException(String message) {
      super(message);
    }
  }

  /** The workers write into a folder that is deleted next. */
  private static void awaitEnd(ExecutorService workers) {
    try {
      if (!workers.awaitTermination(1, TimeUnit.MINUTES)) {
        throw new RunFailedException("fetching does not end");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Deletes what was not placed. */
  static void delete(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> inside = Files.walk(folder)) {
      for (Path path : inside.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
