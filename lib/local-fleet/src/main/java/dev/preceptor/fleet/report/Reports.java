package dev.preceptor.fleet.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.preceptor.models.files.PrivateFiles;
import dev.preceptor.recipe.Tracker;
import dev.preceptor.run.RunFolder;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/**
 * Files of trackers beside {@code metrics.jsonl}, kept current from it. They are made again from
 * its first line whenever a run is resumed, so nothing is in them twice. One that cannot be written
 * is said once and tried again; it never stops the run.
 */
public final class Reports implements AutoCloseable {

  private static final int MAX_READ_BYTES = 4 << 20;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path metrics;
  private final Consumer<String> say;
  private final List<Report> reports = new ArrayList<>();

  /** Reports of a run. */
  public Reports(RunFolder run, List<Tracker> trackers, Consumer<String> say) {
    metrics = run.metrics();
    this.say = say;
    for (Tracker tracker : trackers) {
      reports.add(
          switch (tracker) {
            case CSV -> new Report(run.path().resolve("metrics.csv"), new CsvFormat());
            case TENSORBOARD ->
                new Report(
                    run.path().resolve("tensorboard").resolve("events.out.tfevents.0.preceptor"),
                    new TensorBoardFormat());
          });
    }
  }

  /** Writes what has come since the last call. */
  public void update() {
    for (Report report : reports) {
      try {
        report.update(metrics);
        report.said = false;
      } catch (IOException e) {
        if (!report.said) {
          say.accept("%s cannot be written (%s); tried again".formatted(report.file, e));
        }
        report.said = true;
      }
    }
  }

  @Override
  public void close() {
    update();
    reports.forEach(Report::close);
  }

  private static final class Report {

    private final Path file;
    private final ReportFormat format;
    private FileChannel out;
    private long written;
    private long read;
    private boolean said;

    Report(Path file, ReportFormat format) {
      this.file = file;
      this.format = format;
    }

    void update(Path metrics) throws IOException {
      if (out == null) {
        PrivateFiles.folder(file.getParent());
        out = PrivateFiles.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        out.truncate(0);
      }
      if (written == 0) {
        append(format.head());
      }
      while (Files.exists(metrics) && Files.size(metrics) > read) {
        byte[] lines = wholeLines(metrics);
        if (lines.length == 0) {
          return;
        }
        int begin = 0;
        for (int i = 0; i < lines.length; i++) {
          if (lines[i] == '\n') {
            append(format.line(JSON.readTree(lines, begin, i - begin)));
            read += i + 1 - begin;
            begin = i + 1;
          }
        }
      }
    }

    /** The next lines that are complete. */
    private byte[] wholeLines(Path metrics) throws IOException {
      try (var in = new RandomAccessFile(metrics.toFile(), "r")) {
        in.seek(read);
        byte[] bytes = new byte[(int) Math.min(MAX_READ_BYTES, in.length() - read)];
        in.readFully(bytes);
        int end = bytes.length;
        while (end > 0 && bytes[end - 1] != '\n') {
          end--;
        }
        return Arrays.copyOf(bytes, end);
      }
    }

    /** At the end of what was written whole, over what a full disk has cut. */
    private void append(byte[] bytes) throws IOException {
      ByteBuffer buffer = ByteBuffer.wrap(bytes);
      while (buffer.hasRemaining()) {
        out.write(buffer, written + buffer.position());
      }
      written += bytes.length;
    }

    void close() {
      try {
        if (out != null) {
          out.close();
        }
      } catch (IOException e) {
        // All of it was written before; the next resume makes the file again.
      }
    }
  }
}
