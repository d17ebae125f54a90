package dev.preceptor.store;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.preceptor.models.InputException;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A file of a stored folder.
 *
 * @param path where it lies in the folder, with {@code /} between names
 * @param bytes its size
 * @param sha256 of its contents
 */
record StoredFile(
    @JsonProperty(value = "path", required = true) String path,
    @JsonProperty(value = "bytes", required = true) long bytes,
    @JsonProperty(value = "sha256", required = true) String sha256) {

  /** S3 takes no larger object at once. */
  static final long MAX_BYTES = 5L << 30;

  private static final int MAX_PATH = 1_024;
  private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");
  private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");

  StoredFile {
    wrong(path, bytes, sha256)
        .ifPresent(
            why -> {
              throw new InputException("a stored file " + why);
            });
  }

  private static Optional<String> wrong(String path, long bytes, String sha256) {
    if (path == null || path.isEmpty() || path.length() > MAX_PATH) {
      return Optional.of("has no path of 1 to %d characters".formatted(MAX_PATH));
    }
    if (CONTROL.matcher(path).find()) {
      return Optional.of("has control characters in its path");
    }
    if (Stream.of(path.split("/", -1)).anyMatch(StoredFile::isNoName)) {
      return Optional.of("leaves its folder: " + path);
    }
    if (bytes < 0 || bytes > MAX_BYTES) {
      return Optional.of(
          "is too large: %s has %,d bytes; use files of up to %,d, such as a model in several shards"
              .formatted(path, bytes, MAX_BYTES));
    }
    return isHash(sha256) ? Optional.empty() : Optional.of("has no SHA-256: " + path);
  }

  private static boolean isNoName(String name) {
    return name.isEmpty() || name.equals(".") || name.equals("..");
  }

  static boolean isHash(String text) {
    return text != null && HASH.matcher(text).matches();
  }
}
