package dev.preceptor.fleet.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;

/**
 * TensorBoard's event files: TFRecords, each of one Event message of {@code event.proto} with a
 * Summary of one value for each metric, tagged with its name.
 */
final class TensorBoardFormat implements ReportFormat {

  /** What the readers of TensorFlow require of the first event. */
  private static final String VERSION = "brain.Event:2";

  private static final int WALL_TIME = 1;
  private static final int STEP = 2;
  private static final int FILE_VERSION = 3;
  private static final int SUMMARY = 5;
  private static final int VALUE = 1;
  private static final int TAG = 1;
  private static final int SIMPLE_VALUE = 2;

  private static final int CRC_DELTA = 0xa282ead8;
  private static final double MILLIS = 1000;

  @Override
  public byte[] head() {
    return record(new Message().fixed64(WALL_TIME, 0).text(FILE_VERSION, VERSION).bytes());
  }

  @Override
  public byte[] line(JsonNode line) {
    Message summary = new Message();
    ReportFormat.metrics(line)
        .forEach(
            (name, value) ->
                summary.bytes(
                    VALUE,
                    new Message()
                        .text(TAG, name)
                        .fixed32(SIMPLE_VALUE, value.floatValue())
                        .bytes()));
    return record(
        new Message()
            .fixed64(WALL_TIME, line.path("timestamp_millis").asLong() / MILLIS)
            .varint(STEP, line.path("step").asLong())
            .bytes(SUMMARY, summary.bytes())
            .bytes());
  }

  /** Length, its checksum, the message, its checksum; all little-endian. */
  private static byte[] record(byte[] message) {
    byte[] length = little(Long.BYTES).putLong(message.length).array();
    return little(Long.BYTES + 2 * Integer.BYTES + message.length)
        .put(length)
        .putInt(masked(length))
        .put(message)
        .putInt(masked(message))
        .array();
  }

  private static int masked(byte[] bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes);
    int value = (int) crc.getValue();
    return Integer.rotateRight(value, 15) + CRC_DELTA;
  }

  private static ByteBuffer little(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** A protobuf message, field by field. */
  private static final class Message {

    private static final int VARINT = 0;
    private static final int FIXED_64 = 1;
    private static final int BYTES = 2;
    private static final int FIXED_32 = 5;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    private Message tag(int field, int type) {
      return raw((long) field << 3 | type);
    }

    private Message raw(long value) {
      long left = value;
      while ((left & ~0x7fL) != 0) {
        out.write((int) (left & 0x7f | 0x80));
        left >>>= 7;
      }
      out.write((int) left);
      return this;
    }

    Message varint(int field, long value) {
      return tag(field, VARINT).raw(value);
    }

    Message fixed64(int field, double value) {
      tag(field, FIXED_64);
      out.writeBytes(little(Long.BYTES).putDouble(value).array());
      return this;
    }

    Message fixed32(int field, float value) {
      tag(field, FIXED_32);
      out.writeBytes(little(Integer.BYTES).putFloat(value).array());
      return this;
    }

    Message bytes(int field, byte[] value) {
      tag(field, BYTES).raw(value.length);
      out.writeBytes(value);
      return this;
    }

    Message text(int field, String value) {
      return bytes(field, value.getBytes(StandardCharsets.UTF_8));
    }

    byte[] bytes() {
      return out.toByteArray();
    }
  }
}
