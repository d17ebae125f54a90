package dev.preceptor.training.sft;

import dev.preceptor.models.InputException;
import dev.preceptor.models.files.PrivateFiles;
import dev.preceptor.models.training.TrainingMetric;
import dev.preceptor.run.JsonLine;
import dev.preceptor.run.Summary;
import dev.preceptor.vqa.benchmark.BenchmarkMetric;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.Writer;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * {@code metrics.jsonl} of a supervised run, with one line per step and per evaluation, and its
 * summary.
 */
public final class SftMetrics implements AutoCloseable {

  private final Path file;
  private final Writer writer;
  private final Map<Integer, Double> accuracies = new TreeMap<>();

  /** Creates the file. */
  public SftMetrics(Path file) {
    this.file = file;
    try {
      writer =
          new BufferedWriter(
              Channels.newWriter(
                  PrivateFiles.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                  StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw unwritable(e);
    }
  }

  /** Adds a step, with the metric names of transformers. */
  public void step(SftStep step) {
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("step", step.step());
    line.put(SupervisedMetric.EPOCH.key(), step.epoch());
    line.put(TrainingMetric.LOSS.key(), step.loss());
    line.put(TrainingMetric.GRAD_NORM.key(), step.gradNorm());
    line.put(TrainingMetric.LEARNING_RATE.key(), step.learningRate());
    line.put(SupervisedMetric.NUM_TOKENS.key(), step.tokens());
    line.put(SupervisedMetric.STEP_TIME.key(), step.seconds());
    write(line);
  }

  /** Adds an evaluation of the weights after a step. */
  public void evaluation(int step, Map<String, Double> metrics) {
    accuracies.put(step, metrics.get(BenchmarkMetric.ACCURACY.key()));
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("step", step);
    new TreeMap<>(metrics).forEach((name, value) -> line.put("eval_" + name, value));
    write(line);
  }

  private void write(Map<String, Object> line) {
    // JSON cannot represent NaN and infinity.
    line.replaceAll(
        (name, value) -> value instanceof Double number && !Double.isFinite(number) ? null : value);
    try {
      writer.write(JsonLine.of(line) + "\n");
      writer.flush();
    } catch (IOException e) {
      throw unwritable(e);
    }
  }

  /** The summary of the run. */
  public Summary summary(String run, SftRun.Outcome outcome, double seconds) {
    return new Summary(
        run,
        outcome.steps(),
        outcome.policySha256(),
        seconds,
        null,
        null,
        null,
        accuracies.get(0),
        accuracies.get(outcome.steps()));
  }

  private InputException unwritable(IOException e) {
    return new InputException(file + ": cannot be written (" + e.getMessage() + ")", e);
  }

  @Override
  public void close() {
    try {
      writer.close();
    } catch (IOException e) {
      throw unwritable(e);
    }
  }
}
