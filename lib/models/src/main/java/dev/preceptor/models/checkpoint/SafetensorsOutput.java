package dev.preceptor.models.checkpoint;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** Writes safetensors files with the layout of the reference implementation. */
final class SafetensorsOutput {

  private static final int ALIGNMENT_BYTES = 8;
  private static final JsonFactory JSON = new JsonFactory();

  private SafetensorsOutput() {}

  /**
   * Writes a file, which must not exist yet, and syncs it to disk.
   *
   * <p>Tensors are sorted by descending element size, then by name, so every tensor is aligned to
   * its element size.
   */
  static void write(Path file, Map<String, HostTensor> tensors) throws IOException {
    List<Map.Entry<String, HostTensor>> inOrder =
        tensors.entrySet().stream()
            .sorted(
                Comparator.comparingInt(
                        (Map.Entry<String, HostTensor> e) -> -e.getValue().dtype().bytes())
                    .thenComparing(Map.Entry::getKey))
            .toList();
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW)) {
      writeFully(channel, header(inOrder));
      for (Map.Entry<String, HostTensor> entry : inOrder) {
        writeFully(channel, entry.getValue().data());
      }
      channel.force(true);
    }
  }

  private static ByteBuffer header(List<Map.Entry<String, HostTensor>> tensors) throws IOException {
    ByteArrayOutputStream json = new ByteArrayOutputStream();
    try (JsonGenerator out = JSON.createGenerator(json)) {
      out.writeStartObject();
      out.writeObjectFieldStart("__metadata__");
      out.writeStringField("format", "pt");
      out.writeEndObject();
      long offset = 0;
      for (Map.Entry<String, HostTensor> entry : tensors) {
        HostTensor tensor = entry.getValue();
        long end = offset + tensor.data().remaining();
        out.writeObjectFieldStart(entry.getKey());
        out.writeStringField("dtype", tensor.dtype().name());
        out.writeFieldName("shape");
        out.writeArray(tensor.shape(), 0, tensor.shape().length);
        out.writeFieldName("data_offsets");
        out.writeArray(new long[] {offset, end}, 0, 2);
        out.writeEndObject();
        offset = end;
      }
      out.writeEndObject();
    }
    int padded = (json.size() + ALIGNMENT_BYTES - 1) / ALIGNMENT_BYTES * ALIGNMENT_BYTES;
    byte[] text = Arrays.copyOf(json.toByteArray(), padded);
    Arrays.fill(text, json.size(), padded, (byte) ' ');
    return ByteBuffer.allocate(Long.BYTES + padded)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(padded)
        .put(text)
        .flip();
  }

  private static void writeFully(FileChannel channel, ByteBuffer buffer) throws IOException {
    while (buffer.hasRemaining()) {
      channel.write(buffer);
    }
  }
}
