package dev.preceptor.chaos;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Watches the log of a service for the line that says that it is ready. */
final class ReadyLog {

  /** Logged once by the Activity of a service. */
  private static final String READY = "this service is ready";

  private static final int MAX_BYTES = 1 << 20;

  private final Path log;
  private long readBytes;
  private boolean ready;

  /** Ignores what the log holds now. */
  ReadyLog(Path log) {
    this.log = log;
    readBytes = size();
  }

  /** Whether the line has appeared. */
  boolean ready() {
    // A rotated log begins again; an incomplete line is read again when it is complete.
    readBytes = size() < readBytes ? 0 : readBytes;
    if (!ready && size() > readBytes) {
      var text = read();
      ready = text.contains(READY);
      readBytes += text.length() < MAX_BYTES ? text.lastIndexOf('\n') + 1 : text.length();
    }
    return ready;
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
      // One character per byte, so that lengths are offsets.
      return new String(bytes.array(), 0, bytes.position(), StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      return "";
    }
  }
}
