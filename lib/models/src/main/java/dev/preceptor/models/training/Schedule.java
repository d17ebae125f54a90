package dev.preceptor.models.training;

import dev.preceptor.models.InputException;
import java.util.Arrays;
import java.util.Locale;

/**
 * The learning rate over a run, as transformers' {@code get_scheduler} computes it.
 *
 * @param kind the curve after warm-up
 * @param learningRate the peak rate
 * @param warmupSteps the number of steps over which the rate rises from 0
 * @param maxSteps the step at which linear and cosine reach 0
 */
public record Schedule(Kind kind, double learningRate, int warmupSteps, int maxSteps) {

  /** The curves, named as in transformers. */
  public enum Kind {
    LINEAR,
    COSINE,
    CONSTANT,
    CONSTANT_WITH_WARMUP;

    /** The curve of a recipe's {@code lr_scheduler_type}. */
    public static Kind named(String name) {
      return Arrays.stream(values())
          .filter(kind -> kind.name().toLowerCase(Locale.ROOT).equals(name))
          .findFirst()
          .orElseThrow(
              () ->
                  new InputException(
                      "lr_scheduler_type: '"
                          + name
                          + "' is unknown; use linear, cosine, constant or constant_with_warmup"));
    }
  }

  /** The learning rate at a step, counted from 1. */
  public double at(int step) {
    int done = step - 1;
    if (kind == Kind.CONSTANT) {
      return learningRate;
    }
    if (done < warmupSteps) {
      return learningRate * done / Math.max(1, warmupSteps);
    }
    double progress = (double) (done - warmupSteps) / Math.max(1, maxSteps - warmupSteps);
    return switch (kind) {
      case LINEAR -> learningRate * Math.max(0, 1 - progress);
      case COSINE -> learningRate * Math.max(0, 0.5 * (1 + Math.cos(Math.PI * progress)));
      default -> learningRate;
    };
  }
}
