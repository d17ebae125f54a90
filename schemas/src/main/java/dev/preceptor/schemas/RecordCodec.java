package dev.preceptor.schemas;

import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Serde;

/** Placeholder shape. */
public final class RecordCodec<T extends SpecificRecord> {
  private RecordCodec() {}

  public static <T extends SpecificRecord> RecordCodec<T> of(Class<T> type) {
    throw new UnsupportedOperationException(type.getName());
  }

  public byte[] encode(T record) {
    throw new UnsupportedOperationException();
  }

  public T decode(byte[] bytes) {
    throw new UnsupportedOperationException();
  }

  public Serde<T> serde() {
    throw new UnsupportedOperationException();
  }
}
