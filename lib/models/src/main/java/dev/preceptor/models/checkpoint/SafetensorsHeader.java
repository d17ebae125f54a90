package dev.preceptor.models.checkpoint;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import dev.preceptor.models.InputException;
import dev.preceptor.models.JsonProblem;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The header of a safetensors file: its length in 8 bytes, then JSON with each tensor's type, shape
 * and position. All values are checked against the size of the file before they are used.
 *
 * @param metadata the entries of {@code __metadata__}
 * @param slices the position of each tensor, by name, sorted
 */
record SafetensorsHeader(Map<String, String> metadata, Map<String, Slice> slices) {

  /**
   * Largest header, bytes. The reference implementation accepts 100 MB, which no model needs and
   * which takes more memory than a service has.
   */
  static final long MAX_BYTES = 16 << 20;

  /** Most tensors of one file. */
  private static final int MAX_TENSORS = 100_000;

  private static final int LENGTH_BYTES = 8;
  private static final byte[] POINTER =
      "version https://git-lfs".getBytes(StandardCharsets.US_ASCII);
  private static final int MAX_RANK = 16;
  private static final JsonFactory JSON =
      JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  /**
   * The position of a tensor.
   *
   * @param offset bytes from the start of the file
   * @param bytes number of bytes
   */
  record Slice(DType dtype, long[] shape, long offset, long bytes) {}

  /** Reads and checks the header of an open file. */
  static SafetensorsHeader read(FileChannel channel, Path file) throws IOException {
    long fileBytes = channel.size();
    if (fileBytes < LENGTH_BYTES) {
      throw new InputException(
          "%s: %d bytes are too few for a safetensors file; fetch it again"
              .formatted(file, fileBytes));
    }
    long headerBytes = readFully(channel, 0, LENGTH_BYTES).getLong();
    long room = fileBytes - LENGTH_BYTES;
    if (headerBytes < 2 || headerBytes > Math.min(room, MAX_BYTES)) {
      requireNoPointer(channel, file);
      throw new InputException(
          "%s: the header claims %s bytes, but at most %d of the file's %d can be header; "
                  .formatted(
                      file,
                      Long.toUnsignedString(headerBytes),
                      Math.min(room, MAX_BYTES),
                      fileBytes)
              + "the file is truncated or not a safetensors file; fetch it again");
    }
    byte[] json = readFully(channel, LENGTH_BYTES, (int) headerBytes).array();
    return new Parser(file, LENGTH_BYTES + headerBytes, fileBytes).parse(json);
  }

  /**
   * A repository that was cloned without Git LFS holds a text of three lines in place of a file.
   */
  private static void requireNoPointer(FileChannel channel, Path file) throws IOException {
    if (channel.size() >= POINTER.length
        && Arrays.equals(readFully(channel, 0, POINTER.length).array(), POINTER)) {
      throw new InputException(
          file + ": is a Git LFS pointer, not the weights; run git lfs pull, or download the file");
    }
  }

  private static ByteBuffer readFully(FileChannel channel, long position, int bytes)
      throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    while (buffer.hasRemaining()) {
      if (channel.read(buffer, position + buffer.position()) < 0) {
        throw new IOException("the file ended while its header was read");
      }
    }
    return buffer.flip();
  }

  private static final class Parser {

    private final Path file;
    private final long dataOffset;
    private final long fileBytes;
    private final Map<String, String> metadata = new HashMap<>();
    private final Map<String, Slice> slices = new TreeMap<>();

    Parser(Path file, long dataOffset, long fileBytes) {
      this.file = file;
      this.dataOffset = dataOffset;
      this.fileBytes = fileBytes;
    }

    SafetensorsHeader parse(byte[] json) {
      try (JsonParser parser = JSON.createParser(json)) {
        expect(parser.nextToken() == JsonToken.START_OBJECT, "the header is not a JSON object");
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
          String name = parser.currentName();
          expect(parser.nextToken() == JsonToken.START_OBJECT, quote(name) + " is not an object");
          if (name.equals("__metadata__")) {
            readMetadata(parser);
          } else {
            slices.put(name, readSlice(parser, name));
            expect(slices.size() <= MAX_TENSORS, "it has more than " + MAX_TENSORS + " tensors");
          }
        }
      } catch (IOException e) {
        throw new InputException(
            "%s: the header is not valid JSON (%s); fetch the file again"
                .formatted(file, JsonProblem.of(e)),
            e);
      }
      checkCoverage();
      return new SafetensorsHeader(
          Collections.unmodifiableMap(metadata), Collections.unmodifiableMap(slices));
    }

    private void readMetadata(JsonParser parser) throws IOException {
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String key = parser.currentName();
        expect(
            parser.nextToken() == JsonToken.VALUE_STRING,
            "__metadata__ has a value that is not a string");
        metadata.put(key, parser.getText());
      }
    }

    private Slice readSlice(JsonParser parser, String name) throws IOException {
      DType dtype = null;
      long[] shape = null;
      long[] offsets = null;
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String key = parser.currentName();
        parser.nextToken();
        switch (key) {
          case "dtype" -> dtype = dtype(parser.getValueAsString(""), name);
          case "shape" -> shape = numbers(parser, name, "shape");
          case "data_offsets" -> offsets = numbers(parser, name, "data_offsets");
          default -> parser.skipChildren();
        }
      }
      expect(
          dtype != null && shape != null && offsets != null,
          quote(name) + " has no dtype, shape or data_offsets");
      expect(
          offsets.length == 2 && offsets[0] <= offsets[1] && offsets[1] <= fileBytes - dataOffset,
          "%s has the data_offsets %s, but there are %d bytes of data"
              .formatted(quote(name), Arrays.toString(offsets), fileBytes - dataOffset));
      long bytes = offsets[1] - offsets[0];
      expect(
          fits(dtype, shape, bytes),
          "%s has %d bytes, which does not match %s of shape %s"
              .formatted(quote(name), bytes, dtype, Arrays.toString(shape)));
      return new Slice(dtype, shape, dataOffset + offsets[0], bytes);
    }

    private DType dtype(String text, String name) {
      for (DType dtype : DType.values()) {
        if (dtype.name().equals(text)) {
          return dtype;
        }
      }
      throw refusal("%s has the unknown dtype %s".formatted(quote(name), quote(text)));
    }

    private long[] numbers(JsonParser parser, String name, String key) throws IOException {
      String where = quote(name) + ", " + key;
      expect(parser.currentToken() == JsonToken.START_ARRAY, where + " is not a list");
      long[] numbers = new long[MAX_RANK];
      int count = 0;
      while (parser.nextToken() == JsonToken.VALUE_NUMBER_INT) {
        expect(count < MAX_RANK, where + " has more than " + MAX_RANK + " numbers");
        numbers[count] = parser.getLongValue();
        expect(numbers[count] >= 0, where + " contains " + numbers[count]);
        count++;
      }
      expect(
          parser.currentToken() == JsonToken.END_ARRAY,
          where + " contains something other than integers");
      return Arrays.copyOf(numbers, count);
    }

    private static boolean fits(DType dtype, long[] shape, long bytes) {
      try {
        return HostTensor.byteCount(dtype, shape) == bytes;
      } catch (ArithmeticException e) {
        return false;
      }
    }

    /** The format allows no gaps, no overlaps and no bytes after the last tensor. */
    private void checkCoverage() {
      List<Map.Entry<String, Slice>> inOrder =
          slices.entrySet().stream()
              .sorted(
                  Comparator.comparingLong((Map.Entry<String, Slice> e) -> e.getValue().offset())
                      .thenComparingLong(e -> e.getValue().bytes()))
              .toList();
      long end = dataOffset;
      for (Map.Entry<String, Slice> entry : inOrder) {
        Slice slice = entry.getValue();
        expect(
            slice.offset() == end,
            "%s starts at byte %d instead of %d, so tensors overlap or leave a gap"
                .formatted(quote(entry.getKey()), slice.offset() - dataOffset, end - dataOffset));
        end += slice.bytes();
      }
      expect(
          end == fileBytes,
          "its tensors end at byte %d, but there are %d bytes of data"
              .formatted(end - dataOffset, fileBytes - dataOffset));
    }

    private void expect(boolean holds, String otherwise) {
      if (!holds) {
        throw refusal(otherwise);
      }
    }

    private InputException refusal(String reason) {
      return new InputException(
          "%s: %s; the file is damaged, fetch it again".formatted(file, reason));
    }

    /** Quotes a name from the file, which may be anything: shortened, on one line. */
    private static String quote(String name) {
      String shown = name.length() > 80 ? name.substring(0, 80) + "…" : name;
      return '"' + shown.replaceAll("\\p{Cntrl}", "?") + '"';
    }
  }
}
