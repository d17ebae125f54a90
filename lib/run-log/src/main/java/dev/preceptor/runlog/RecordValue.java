package dev.preceptor.runlog;

import dev.preceptor.schemas.UnreadableRecordException;
import java.util.Optional;
import java.util.function.Function;

/**
 * What a record holds, decoded when it is first asked for: whoever needs only keys pays for no
 * decoding. Not for use by several threads at once.
 *
 * @param <T> type of the record
 */
public final class RecordValue<T> {

  private final byte[] bytes;
  private final Function<byte[], T> decode;
  private T record;

  RecordValue(byte[] bytes, Function<byte[], T> decode) {
    this.bytes = bytes;
    this.decode = decode;
  }

  /**
   * The record.
   *
   * @throws UnreadableRecordException with the reason, if it cannot be read
   */
  public T get() {
    if (record == null) {
      record = decode.apply(bytes);
    }
    return record;
  }

  /** The record, unless it cannot be read. */
  public Optional<T> ifReadable() {
    try {
      return Optional.of(get());
    } catch (UnreadableRecordException e) {
      return Optional.empty();
    }
  }

  /** Why the record cannot be read, one line; nothing where it can. */
  public Optional<String> whyUnreadable() {
    try {
      get();
      return Optional.empty();
    } catch (UnreadableRecordException e) {
      return Optional.of(e.getMessage());
    }
  }

  /** The bytes as they lie in the log; null where the record deletes its key. */
  public byte[] bytes() {
    return bytes;
  }
}
