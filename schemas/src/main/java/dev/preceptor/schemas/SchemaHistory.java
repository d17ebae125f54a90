package dev.preceptor.schemas;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.message.SchemaStore;

/**
 * Every schema that records of a type have been written with, so that old records stay readable.
 *
 * <p>The versions are resources next to the record's class, {@code history/TYPE/1.avsc}, {@code
 * 2.avsc} and so on; the last is the current one.
 */
final class SchemaHistory implements SchemaStore {
  private final List<Schema> versions;

  SchemaHistory(List<Schema> versions) {
    this.versions = List.copyOf(versions);
  }

  /** Reads the history of a record type from its resources. */
  static SchemaHistory of(Class<?> type) {
    List<Schema> versions = new ArrayList<>();
    try {
      while (true) {
        String name = "history/%s/%d.avsc".formatted(type.getSimpleName(), versions.size() + 1);
        try (InputStream text = type.getResourceAsStream(name)) {
          if (text == null) {
            return new SchemaHistory(versions);
          }
          versions.add(new Schema.Parser().parse(text));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** All versions, oldest first. */
  List<Schema> versions() {
    return versions;
  }

  /** The version with this CRC-64-AVRO fingerprint, or null. */
  @Override
  public Schema findByFingerprint(long fingerprint) {
    for (Schema version : versions) {
      if (SchemaNormalization.parsingFingerprint64(version) == fingerprint) {
        return version;
      }
    }
    return null;
  }
}
