package dev.preceptor.store;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;

/** Objects that are named by the SHA-256 of their contents. For use by several threads. */
interface ObjectStore {

  /** Whether there is an object of that name. */
  boolean has(String sha256);

  /** Writes an object. */
  void put(String sha256, byte[] contents);

  /** Writes a file's contents as an object. */
  void put(String sha256, Path file);

  /**
   * An object's contents, which the caller holds against the name.
   *
   * @throws dev.preceptor.models.InputException if there is none, or it may not be read
   * @throws IOException if the store does not answer; another try may help
   */
  InputStream open(String sha256) throws IOException;
}
