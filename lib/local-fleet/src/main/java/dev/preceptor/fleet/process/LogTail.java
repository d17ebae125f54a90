package dev.preceptor.fleet.process;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The end of a log file. */
public final class LogTail {

  private static final int MAX_BYTES = 16 << 10;

  private LogTail() {}

  /**
   * The last lines of the file, at most {@code count}, those of the rotated one before it among
   * them; empty if it cannot be read.
   */
  public static List<String> of(Path file, int count) {
    var lines = lines(file, count);
    if (lines.size() == count) {
      return lines;
    }
    List<String> all = new ArrayList<>(lines(LogRotation.rotated(file, 1), count - lines.size()));
    all.addAll(lines);
    return all;
  }

  private static List<String> lines(Path file, int count) {
    try (var channel = FileChannel.open(file)) {
      long start = Math.max(0, channel.size() - MAX_BYTES);
      var bytes = ByteBuffer.allocate((int) (channel.size() - start));
      while (bytes.hasRemaining() && channel.read(bytes, start + bytes.position()) > 0) {}
      var text = new String(bytes.array(), 0, bytes.position(), StandardCharsets.UTF_8);
      var lines = text.lines().filter(line -> !line.isBlank()).toList();
      return lines.subList(Math.max(0, lines.size() - count), lines.size());
    } catch (IOException e) {
      return List.of();
    }
  }
}
