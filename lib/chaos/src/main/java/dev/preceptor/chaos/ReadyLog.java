package dev.preceptor.chaos;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Sees a service say in its log that it is ready, from now on. */
final class ReadyLog {

  /** What a service's Activity says once. */
  private static final String READY = "this service is ready";

  private static final int MAX_BYTES = 1 << 20;

  private final Path log;
  private long readBytes;
  private boolean said;

  /** Nothing that the log holds now counts. */
  ReadyLog(Path log) {
    this.log = log;
    readBytes = size();
  }

  /** Whether it has said so. */
  boolean said() {
    // A line that is half there is read again as a whole.
    if (!said && size() > readBytes) {
      var text = read();
      said = text.contains(READY);
      readBytes += text.length() < MAX_BYTES ? text.lastIndexOf('\n') + 1 : text.length();
    }
    return said;
  }

  private long size() {
    try {
      return Files.size(log);
    } catch (IOException e) {
      return 0; // not there yet
    }
  }

  private String read() {
    try (var channel = FileChannel.open(log)) {
      var bytes = ByteBuffer.allocate((int) Math.min(MAX_BYTES, channel.size() - readBytes));
      while (bytes.hasRemaining() && channel.read(bytes, readBytes + bytes.position()) > 0) {}
      // A character for each byte, so that lengths are offsets.
      return new String(bytes.array(), 0, bytes.position(), StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      return "";
    }
  }
}
