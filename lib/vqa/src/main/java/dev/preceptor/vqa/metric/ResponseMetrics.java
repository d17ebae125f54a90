package dev.preceptor.vqa.metric;

import dev.preceptor.models.InputException;
import dev.preceptor.models.checkpoint.Checkpoint;
import dev.preceptor.models.checkpoint.ModelSource;
import dev.preceptor.models.torch.Compute;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The metrics that have a model of their own, by name. */
public final class ResponseMetrics {

  private static final Map<String, Loader> LOADERS =
      new TreeMap<>(
          Map.of(
              "similarity", SimilarityMetric::new,
              "perplexity", PerplexityMetric::new,
              "thinking_reward", ThinkingRewardMetric::new));

  private ResponseMetrics() {}

  private interface Loader {
    ResponseMetric load(ModelSource source, Compute compute);
  }

  /** Their names. */
  public static List<String> names() {
    return List.copyOf(LOADERS.keySet());
  }

  /**
   * Requires that there is a metric of a name.
   *
   * @throws InputException if there is none
   */
  public static void require(String option, String name) {
    if (!LOADERS.containsKey(name)) {
      throw new InputException(
          "%s %s: no such metric; use %s".formatted(option, name, String.join(", ", names())));
    }
  }

  /**
   * Loads a metric's model.
   *
   * @param name one of {@link #names()}
   * @param folder in Hugging Face's layout
   * @throws InputException if the model cannot be used
   */
  public static ResponseMetric load(String name, Path folder, Compute compute) {
    try (Checkpoint model = Checkpoint.open(folder)) {
      return LOADERS.get(name).load(model, compute);
    }
  }
}
