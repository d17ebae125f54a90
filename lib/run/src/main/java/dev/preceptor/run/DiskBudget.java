package dev.preceptor.run;

import dev.preceptor.models.InputException;
import dev.preceptor.models.checkpoint.HostTensor;
import dev.preceptor.recipe.CheckpointKeys;
import dev.preceptor.recipe.Recipe;
import dev.preceptor.schemas.Topics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;

/** Estimates the disk space that a run needs. */
public final class DiskBudget {

  /** With less free space the broker would soon fail in the middle of a write. */
  static final long LEAST_FREE_BYTES = 64L << 20;

  /** Id and log-probability of a token, and its part of the response text. */
  private static final long TOKEN_BYTES = 12;

  /** The log holds a response twice: sampled and scored. */
  private static final long RESPONSE_COPIES = 2;

  /** Records of a group without images and tokens: question, choices, reasons. */
  private static final long GROUP_BYTES = 8 << 10;

  /** Two moments and the master weights in float32, kept beside the published weights. */
  private static final long OPTIMIZER_BYTES = 12;

  /** A full version is more than this many times as large as a delta, at usual learning rates. */
  private static final long FULL_PER_DELTA = 10;

  /** Deleted records stay until their segment is removed. */
  private static final long HISTORIES_KEPT = 2;

  /** Anchors in the log, each with the deltas after it, before the oldest can be deleted. */
  private static final long ANCHORS_KEPT = 2;

  private DiskBudget() {}

  /** Whether so little space is free that a run with its own broker may be paused. */
  public static boolean isScarce(long freeBytes) {
    return freeBytes < 2 * LEAST_FREE_BYTES;
  }

  /**
   * The gate of a run: it opens again when a full version of the policy fits.
   *
   * @param publishedBytes bytes of one version of the policy
   */
  public static DiskGate gate(long publishedBytes) {
    return new DiskGate(LEAST_FREE_BYTES, 2 * LEAST_FREE_BYTES + publishedBytes);
  }

  /**
   * Estimates the bytes that the remaining steps add to the run's folder, as an upper bound from
   * the recipe.
   *
   * @param steps remaining steps
   * @param imageBytes mean size of an image file
   */
  static long bytes(Recipe recipe, int steps, ModelFacts model, long imageBytes) {
    var keys = recipe.checkpoints();
    long groups =
        stepsInTheLog(keys, steps)
            * recipe.sampling().promptsPerStep()
            * groupBytes(recipe, imageBytes);
    long span =
        model.publishedBytes()
            + Math.min(steps, keys.policyAnchorSteps()) * model.publishedBytes() / FULL_PER_DELTA;
    long policy =
        Math.min(
            (ceilDiv(steps, keys.policyAnchorSteps()) + 1) * span,
            Math.max(Topics.POLICY_BYTES_KEPT, ANCHORS_KEPT * span));
    return groups + policy + checkpointBytes(recipe, steps, model) + LEAST_FREE_BYTES;
  }

  /**
   * The bytes of all records of a group, as an upper bound from the recipe.
   *
   * @param imageBytes mean size of an image file
   */
  public static long groupBytes(Recipe recipe, long imageBytes) {
    var sampling = recipe.sampling();
    return imageBytes
        + GROUP_BYTES
        + RESPONSE_COPIES
            * sampling.numGenerations()
            * sampling.maxCompletionLength()
            * TOKEN_BYTES;
  }

  /** The bytes of these that are checkpoints. */
  private static long checkpointBytes(Recipe recipe, int steps, ModelFacts model) {
    return checkpoints(recipe, steps)
        * (model.publishedBytes() + OPTIMIZER_BYTES * model.parameters());
  }

  /** Checkpoints that are on the disk at one time, one of which is being written. */
  private static long checkpoints(Recipe recipe, int steps) {
    var keys = recipe.checkpoints();
    return Math.min(
        ceilDiv(steps, keys.saveSteps()) + 1, (long) keys.saveTotalLimit().orElse(steps) + 1);
  }

  /**
   * The bytes of a checkpoint.
   *
   * @param saved the tensors that learn, as they are saved
   */
  public static long checkpointBytes(Collection<HostTensor> saved) {
    return saved.stream()
        .mapToLong(tensor -> tensor.elements() * (tensor.dtype().bytes() + OPTIMIZER_BYTES))
        .sum();
  }

  /**
   * Checks that there is enough space for the checkpoints of the remaining steps of a run that has
   * no broker.
   *
   * @param steps remaining steps
   * @param bytes of one checkpoint
   * @throws InputException if there is not
   */
  public static void requireCheckpoints(RunFolder run, Recipe recipe, int steps, long bytes) {
    require(
        Files.exists(run.checkpoints()) ? run.checkpoints() : run.runs(),
        checkpoints(recipe, steps) * bytes + LEAST_FREE_BYTES);
  }

  /** Maximum number of steps whose groups the log holds, if a step is not larger than a segment. */
  private static long stepsInTheLog(CheckpointKeys keys, int steps) {
    long history =
        Math.max(
            keys.historySteps(), (long) keys.saveSteps() * keys.saveTotalLimit().orElse(steps));
    return keys.historySteps() == 0 ? steps : Math.min(steps, HISTORIES_KEPT * history);
  }

  /**
   * Checks that there is enough space for the remaining steps on each disk that they fill.
   *
   * @param steps remaining steps
   * @param imageBytes mean size of an image file
   * @throws InputException if there is not
   */
  public static void require(
      RunFolder run, Recipe recipe, int steps, ModelFacts model, long imageBytes) {
    long bytes = bytes(recipe, steps, model, imageBytes);
    if (RunDisks.separateCheckpoints(run)) {
      long checkpoints = checkpointBytes(recipe, steps, model);
      require(run.checkpoints(), checkpoints);
      bytes -= checkpoints;
    }
    require(run.runs(), bytes);
  }

  /**
   * Checks that there is enough space.
   *
   * @throws InputException if there is not
   */
  static void require(Path runs, long bytes) {
    long free = free(runs);
    if (free < bytes) {
      throw new InputException(
          "%s: %s free, but this run may need %s; free some space, lower max_steps or save_total_limit,"
                  .formatted(runs, text(free), text(bytes))
              + " or choose a --runs-dir on another disk");
    }
  }

  /** Free bytes on the disk of the path, which need not exist. */
  public static long free(Path path) {
    var there = path.toAbsolutePath();
    while (!Files.exists(there)) {
      there = there.getParent();
    }
    try {
      return Files.getFileStore(there).getUsableSpace();
    } catch (IOException e) {
      throw new InputException(
          path + ": the free space of its disk is not known: " + e.getMessage(), e);
    }
  }

  /** Bytes as text. */
  public static String text(long bytes) {
    return bytes < 1L << 30
        ? "%,d MB".formatted(bytes >> 20)
        : "%.1f GB".formatted((double) bytes / (1L << 30));
  }

  private static long ceilDiv(int steps, int every) {
    return (steps + (long) every - 1) / every;
  }
}
