package dev.preceptor.schemas;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DatumReader;
import org.apache.avro.io.DatumWriter;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.message.SchemaStore;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;

/**
 * Encodes records as bytes in Avro's single-object encoding: a two-byte marker, the fingerprint of
 * the writer's schema (8 bytes, little-endian), and the binary value. The record type's schema
 * history replaces a registry. Thread-safe.
 *
 * @param <T> the record type
 */
public final class RecordCodec<T extends SpecificRecord> {
  private static final int MARKER = 0x01C3;
  private static final int HEADER_BYTES = Short.BYTES + Long.BYTES;

  private final Class<T> type;
  private final Schema schema;
  private final long fingerprint;
  private final SpecificData data;
  private final SchemaStore history;
  private final DatumWriter<T> writer;
  private final Map<Long, DatumReader<T>> readers = new ConcurrentHashMap<>();

  RecordCodec(Class<T> type, SchemaStore history) {
    this.type = type;
    this.history = history;
    // Not SpecificData.get(): under @QuarkusTest it uses another class loader to find classes.
    this.data = new SpecificData(type.getClassLoader());
    this.schema = data.getSchema(type);
    this.fingerprint = SchemaNormalization.parsingFingerprint64(schema);
    this.writer = new SpecificDatumWriter<>(schema, data);
  }

  /** The codec of a record type; it reads records of every schema in the type's history. */
  public static <T extends SpecificRecord> RecordCodec<T> of(Class<T> type) {
    return new RecordCodec<>(type, SchemaHistory.of(type));
  }

  /**
   * Encodes a record with the current schema.
   *
   * @throws IllegalArgumentException if it takes more than {@link Topics#MAX_RECORD_BYTES}
   */
  public byte[] encode(T record) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.writeBytes(header.putShort((short) MARKER).putLong(fingerprint).array());
    BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(bytes, null);
    try {
      writer.write(record, encoder);
      encoder.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    if (bytes.size() > Topics.MAX_RECORD_BYTES) {
      throw new IllegalArgumentException(
          "%s of %d bytes is too large; the limit of a record is %d"
              .formatted(type.getSimpleName(), bytes.size(), Topics.MAX_RECORD_BYTES));
    }
    return bytes.toByteArray();
  }

  /**
   * Decodes a record written with any schema in the type's history.
   *
   * @throws UnreadableRecordException if the bytes are not exactly one such record
   */
  public T decode(byte[] bytes) {
    if (bytes == null) {
      throw unreadable("there is no value", null);
    }
    if (bytes.length > Topics.MAX_RECORD_BYTES) {
      throw unreadable(
          bytes.length + " bytes are more than the limit of " + Topics.MAX_RECORD_BYTES, null);
    }
    ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    if (bytes.length < HEADER_BYTES || buffer.getShort() != MARKER) {
      throw unreadable("the bytes do not start as Avro's single-object encoding does", null);
    }
    DatumReader<T> reader = readerOf(buffer.getLong());
    BoundedDecoder decoder = new BoundedDecoder(buffer);
    T record;
    try {
      record = reader.read(null, decoder);
    } catch (IOException | RuntimeException e) {
      // For invalid bytes Avro throws exceptions of many unrelated types.
      throw unreadable(e.getMessage() == null ? e.toString() : e.getMessage(), e);
    }
    if (decoder.remaining() > 0) {
      throw unreadable(decoder.remaining() + " bytes are left over at the end", null);
    }
    return record;
  }

  private DatumReader<T> readerOf(long writerFingerprint) {
    DatumReader<T> reader = readers.get(writerFingerprint);
    if (reader == null) {
      Schema written =
          writerFingerprint == fingerprint ? schema : history.findByFingerprint(writerFingerprint);
      if (written == null) {
        throw unreadable(
            "its schema %016x is not known to this version".formatted(writerFingerprint), null);
      }
      reader = new SpecificDatumReader<>(written, schema, data);
      readers.put(writerFingerprint, reader);
    }
    return reader;
  }

  private UnreadableRecordException unreadable(String why, Exception cause) {
    return new UnreadableRecordException("not a " + type.getSimpleName() + ": " + why, cause);
  }
}
