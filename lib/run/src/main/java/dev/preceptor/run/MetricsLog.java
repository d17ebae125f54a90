package dev.preceptor.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.preceptor.models.Metric;
import dev.preceptor.models.files.PrivateFiles;
import dev.preceptor.schemas.Evaluation;
import dev.preceptor.schemas.TrainingStep;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;

/**
 * {@code metrics.jsonl}: one line for each step and each evaluation, in order of arrival. A line
 * that is in the file already is not written again, so a resumed run can replay all its records.
 *
 * <p>A line that cannot be written because the disk is full is kept for the next write or for
 * {@link #writePending}; the part already written is removed.
 */
public final class MetricsLog implements AutoCloseable {

  /** Prefix of evaluation metrics, as in the Trainer of transformers. */
  private static final String EVALUATION_PREFIX = "eval_";

  /** The first group of a step that failed, with the reason. */
  private static final String FIRST_FAILURE = "first_failure";

  private static final ObjectMapper JSON = new ObjectMapper();

  private final FileChannel file;
  private final Set<String> entered;
  private final Queue<byte[]> pending = new ArrayDeque<>();
  private long wholeBytes;

  private MetricsLog(FileChannel file, Set<String> entered) throws IOException {
    this.file = file;
    this.entered = entered;
    wholeBytes = file.size();
  }

  /** Opens or creates the file; removes an incomplete line left by a killed process. */
  public static MetricsLog open(Path file) throws IOException {
    Set<String> entered = new HashSet<>();
    if (Files.exists(file)) {
      var text = Files.readString(file);
      var whole = wholeLines(text);
      read(file).forEach(line -> entered.add(key(line)));
      if (whole.length() < text.length()) {
        WholeFile.write(file, whole);
      }
    }
    var channel = PrivateFiles.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    return new MetricsLog(channel, entered);
  }

  /** Adds a step. */
  public void step(TrainingStep step) {
    var line = new LinkedHashMap<String, Object>(new TreeMap<>(step.getMetrics()));
    new StepEffect(step).firstFailure().ifPresent(first -> line.put(FIRST_FAILURE, first));
    line.put("policy_sha256", step.getPolicySha256());
    line.put("timestamp_millis", step.getTimestampMillis());
    step(step.getStep(), line);
  }

  /** Adds a step with figures in this order. */
  public void step(int step, Map<String, ?> figures) {
    write(step, figures);
  }

  /** Adds an evaluation, at the step whose weights were evaluated. */
  public void evaluation(Evaluation evaluation) {
    evaluation(evaluation, Map.of());
  }

  /**
   * Adds an evaluation, at the step whose weights were evaluated.
   *
   * @param more metrics that it has for whoever reads the whole run, without the prefix
   */
  public void evaluation(Evaluation evaluation, Map<String, Double> more) {
    Map<String, Double> metrics = new TreeMap<>(evaluation.getMetrics());
    metrics.putAll(more);
    var line = named(metrics);
    line.put("timestamp_millis", evaluation.getTimestampMillis());
    write(evaluation.getPolicyVersion(), line);
  }

  /**
   * Adds an evaluation of the weights after a step.
   *
   * @param metrics names without the prefix
   */
  public void evaluation(int step, Map<String, Double> metrics) {
    write(step, named(metrics));
  }

  private static Map<String, Object> named(Map<String, Double> metrics) {
    Map<String, Object> line = new LinkedHashMap<>();
    new TreeMap<>(metrics).forEach((name, value) -> line.put(EVALUATION_PREFIX + name, value));
    return line;
  }

  /** The name that a metric of an evaluation has in the file. */
  public static String evaluation(Metric metric) {
    return EVALUATION_PREFIX + metric.key();
  }

  private void write(int step, Map<String, ?> figures) {
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("step", step);
    line.putAll(figures);
    // JSON cannot represent NaN and infinity.
    line.replaceAll(
        (name, value) -> value instanceof Double number && !Double.isFinite(number) ? null : value);
    JsonNode tree = JSON.valueToTree(line);
    if (!entered.add(key(tree))) {
      return;
    }
    try {
      pending.add((JSON.writeValueAsString(tree) + "\n").getBytes(StandardCharsets.UTF_8));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e);
    }
    writePending();
  }

  /**
   * Writes the pending lines.
   *
   * @return whether all lines are in the file now
   */
  public boolean writePending() {
    while (!pending.isEmpty()) {
      try {
        var line = ByteBuffer.wrap(pending.peek());
        while (line.hasRemaining()) {
          file.write(line, wholeBytes + line.position());
        }
        wholeBytes += pending.remove().length;
      } catch (IOException e) {
        removeIncomplete();
        return false;
      }
    }
    return true;
  }

  /**
   * Waits until all lines are on the disk.
   *
   * @throws IOException if one cannot be written
   */
  public void force() throws IOException {
    if (!writePending()) {
      throw new IOException("no space left");
    }
    file.force(false);
  }

  private void removeIncomplete() {
    try {
      file.truncate(wholeBytes);
    } catch (IOException e) {
      // The next line overwrites it, or the next start removes it.
    }
  }

  private static String key(JsonNode line) {
    return (isStep(line) ? "step " : "evaluation ") + line.path("step").asInt();
  }

  /** Whether a line is a step's, rather than an evaluation's. */
  public static boolean isStep(JsonNode line) {
    return line.properties().stream()
        .noneMatch(figure -> figure.getKey().startsWith(EVALUATION_PREFIX));
  }

  /** The whole lines of a file; none if it does not exist. */
  public static List<JsonNode> read(Path file) throws IOException {
    List<JsonNode> lines = new ArrayList<>();
    if (Files.exists(file)) {
      for (var line : wholeLines(Files.readString(file)).lines().toList()) {
        lines.add(JSON.readTree(line));
      }
    }
    return lines;
  }

  /** The last step in a file; 0 if it has none or does not exist. */
  public static int lastStep(Path file) throws IOException {
    return read(file).stream()
        .filter(MetricsLog::isStep)
        .mapToInt(line -> line.path("step").asInt())
        .max()
        .orElse(0);
  }

  private static String wholeLines(String text) {
    return text.substring(0, text.lastIndexOf('\n') + 1);
  }

  @Override
  public void close() {
    try {
      file.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
