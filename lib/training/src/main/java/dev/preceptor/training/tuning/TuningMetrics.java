package dev.preceptor.training.tuning;

import com.fasterxml.jackson.databind.JsonNode;
import dev.preceptor.models.InputException;
import dev.preceptor.models.training.TrainingMetric;
import dev.preceptor.run.EffectSummary;
import dev.preceptor.run.MetricsLog;
import dev.preceptor.run.NoEffect;
import dev.preceptor.run.Summary;
import dev.preceptor.vqa.benchmark.BenchmarkMetric;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * {@code metrics.jsonl} of a run, with one line per step and per evaluation, and its summary. A
 * step that a resumed run repeats is not written again.
 */
final class TuningMetrics implements AutoCloseable {

  private final Path file;
  private final MetricsLog log;
  private final Map<Integer, Double> accuracies = new TreeMap<>();
  private final Set<Integer> stepsWithoutEffect = new HashSet<>();
  private int lastStep;

  /** Opens or creates the file. */
  TuningMetrics(Path file) {
    this.file = file;
    try {
      MetricsLog.read(file).forEach(this::enter);
      log = MetricsLog.open(file);
    } catch (IOException e) {
      throw unwritable(e);
    }
  }

  private void enter(JsonNode line) {
    int step = line.path("step").asInt();
    if (!MetricsLog.isStep(line)) {
      accuracies.put(step, line.path(MetricsLog.evaluation(BenchmarkMetric.ACCURACY)).asDouble());
      return;
    }
    lastStep = Math.max(lastStep, step);
    if (line.path(TrainingMetric.GRAD_NORM.key()).asDouble() == 0
        || line.path(TrainingMetric.LEARNING_RATE.key()).asDouble() == 0) {
      stepsWithoutEffect.add(step);
    }
  }

  /** The last step on record; 0 if there is none. */
  int lastStep() {
    return lastStep;
  }

  /** The steps whose evaluations are on record. */
  Set<Integer> evaluated() {
    return Set.copyOf(accuracies.keySet());
  }

  /** Adds a step, with the metric names of transformers. */
  void step(TuningStep step) {
    if (!step.hasEffect()) {
      stepsWithoutEffect.add(step.step());
    }
    Map<String, Object> line = new LinkedHashMap<>();
    line.put(TuningMetric.EPOCH.key(), step.epoch());
    line.putAll(step.metrics());
    line.put(TuningMetric.NUM_TOKENS.key(), step.tokens());
    line.put(TuningMetric.STEP_TIME.key(), step.seconds());
    log.step(step.step(), line);
    requireWritten();
  }

  /** Adds an evaluation of the weights after a step. */
  void evaluation(int step, Map<String, Double> metrics) {
    accuracies.put(step, metrics.get(BenchmarkMetric.ACCURACY.key()));
    log.evaluation(step, metrics);
    requireWritten();
  }

  /** A checkpoint must not be on the disk before the lines of its steps. */
  private void requireWritten() {
    try {
      log.force();
    } catch (IOException e) {
      throw unwritable(e);
    }
  }

  /** The summary of the run. */
  Summary summary(String run, TuningRun.Outcome outcome, double seconds) {
    return new Summary(
        run,
        outcome.steps(),
        outcome.policySha256(),
        seconds,
        null,
        null,
        null,
        accuracies.get(0),
        accuracies.get(outcome.steps()),
        EffectSummary.of(stepsWithoutEffect.size(), withoutEffect(outcome)));
  }

  private List<NoEffect> withoutEffect(TuningRun.Outcome outcome) {
    return outcome.changed()
        ? List.of()
        : List.of(
            new NoEffect(
                "no weight that is saved changed in %d steps, %d of them with a learning rate or gradients of 0; raise learning_rate, shorten warmup_steps, or set policy_dtype to float32"
                    .formatted(outcome.steps(), stepsWithoutEffect.size()),
                true));
  }

  private InputException unwritable(IOException e) {
    return InputException.cannotBe("written", file, e);
  }

  @Override
  public void close() {
    log.close();
  }
}
