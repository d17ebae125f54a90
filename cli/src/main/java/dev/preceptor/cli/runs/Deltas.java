package dev.preceptor.cli.runs;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.preceptor.cli.options.ExitCode;
import dev.preceptor.cli.options.HelpOption;
import dev.preceptor.cli.options.ResultOptions;
import dev.preceptor.models.InputException;
import dev.preceptor.models.checkpoint.Checkpoint;
import dev.preceptor.study.bench.SimulatedVersions;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code preceptor deltas}: the size and time of model versions in the policy log. */
@Command(
    name = "deltas",
    description = {
      "Measures the size and time of model versions in the policy log.",
      "",
      "Updates the model's weights by AdamW with random gradients, publishes each version in bfloat16,"
          + " applies it again, and compares the bits. Works for any model size in little memory. For the"
          + " gradients of a real run, see preceptor bench and policy/share_of_full in a run's"
          + " metrics.jsonl.",
      ""
    },
    footer = {
      "",
      "@|bold Examples|@",
      "  preceptor deltas --model recipes/phantom-policy --versions 100",
      "  preceptor random-model --out DIR --like qwen2-vl-2b",
      "  preceptor deltas --model DIR --learning-rate 1e-6"
    })
public final class Deltas implements Callable<Integer> {

  private static final long BETWEEN_REPORTS = 100_000_000;

  @Option(
      names = "--model",
      paramLabel = "DIR",
      required = true,
      description = "Model folder in the Hugging Face layout.")
  private Path model;

  @Option(
      names = "--versions",
      paramLabel = "N",
      description = "Versions after the first (default: ${DEFAULT-VALUE}).")
  private int versions = 5;

  @Option(
      names = "--learning-rate",
      paramLabel = "R",
      description = "Learning rate of AdamW (default: ${DEFAULT-VALUE}).")
  private double learningRate = 1e-6;

  @Option(
      names = "--seed",
      paramLabel = "S",
      description = "Random seed of the gradients (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Mixin private ResultOptions result;
  @Mixin private HelpOption help;

  /**
   * The result.
   *
   * @param fullBytes bytes of a full version
   * @param bytes mean bytes of a delta
   * @param mostBytes bytes of the largest delta
   * @param share mean bytes of a delta as a fraction of a full version
   * @param density mean fraction of the elements that change
   * @param publish mean seconds to hash and encode a version
   * @param apply mean seconds to decode and apply a version
   */
  record Answer(
      @JsonProperty("parameters") long parameters,
      @JsonProperty("versions") int versions,
      @JsonProperty("learning_rate") double learningRate,
      @JsonProperty("full_bytes") long fullBytes,
      @JsonProperty("bytes") double bytes,
      @JsonProperty("most_bytes") long mostBytes,
      @JsonProperty("share_of_full") double share,
      @JsonProperty("density") double density,
      @JsonProperty("publish_seconds") double publish,
      @JsonProperty("apply_seconds") double apply) {

    String text() {
      return """
          %,d versions of %,d parameters at learning rate %s, all bits exact
            a full version   %,d bytes
            a delta          %,.0f bytes (%.2f %% of it; the largest %.2f %%)
            density          %.2f %% of the elements change
            publish          %.3f s
            apply            %.3f s"""
          .formatted(
              versions,
              parameters,
              learningRate,
              fullBytes,
              bytes,
              100 * share,
              100.0 * mostBytes / fullBytes,
              100 * density,
              publish,
              apply);
    }
  }

  @Override
  public Integer call() {
    if (versions < 1 || versions > 10_000) {
      throw new InputException("--versions %d is out of range; use 1 to 10000".formatted(versions));
    }
    if (!(learningRate > 0 && learningRate < 1)) {
      throw new InputException(
          "--learning-rate %s is out of range; use a number between 0 and 1"
              .formatted(learningRate));
    }
    SimulatedVersions.Total total;
    try (Checkpoint checkpoint = Checkpoint.open(model)) {
      AtomicLong done = new AtomicLong();
      total =
          new SimulatedVersions(versions, learningRate, seed)
              .of(checkpoint, elements -> report(done.addAndGet(elements), elements));
    }
    Answer answer = answer(total);
    result.print(answer, answer.text());
    return ExitCode.SUCCESS;
  }

  private void report(long done, long elements) {
    if (done / BETWEEN_REPORTS != (done - elements) / BETWEEN_REPORTS) {
      result.progress().printf("%,d parameters done%n", done);
      result.progress().flush();
    }
  }

  private Answer answer(SimulatedVersions.Total total) {
    long full = Short.BYTES * total.elements;
    double bytes = Arrays.stream(total.bytes).average().orElse(0);
    return new Answer(
        total.elements,
        versions,
        learningRate,
        full,
        bytes,
        Arrays.stream(total.bytes).max().orElse(0),
        bytes / full,
        Arrays.stream(total.changed).average().orElse(0) / total.elements,
        total.publishSeconds / versions,
        total.applySeconds / versions);
  }
}
