package dev.preceptor.vqa.metric;

import dev.preceptor.models.InputException;
import dev.preceptor.models.checkpoint.Checkpoint;
import dev.preceptor.models.checkpoint.ModelSource;
import dev.preceptor.models.language.LanguageModel;
import dev.preceptor.models.roberta.SimilarityModel;
import dev.preceptor.models.torch.Compute;
import dev.preceptor.vqa.judge.EndpointSettings;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The metrics that have a model of their own, by name. */
public final class ResponseMetrics {

  private static final Map<String, Loader> LOADERS =
      new TreeMap<>(
          Map.of(
              SimilarityMetric.NAME, (model, compute, form) -> new SimilarityMetric(model, compute),
              PerplexityMetric.NAME, (model, compute, form) -> new PerplexityMetric(model, compute),
              ThinkingRewardMetric.NAME, ThinkingRewardMetric::new));

  private ResponseMetrics() {}

  private interface Loader {
    ResponseMetric load(ModelSource source, Compute compute, String form);
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

  /** Loads a metric's model, which is asked with Preceptor's own prompt. */
  public static ResponseMetric load(String name, Path folder, Compute compute) {
    return load(name, folder, compute, Optional.empty());
  }

  /**
   * Loads a metric's model.
   *
   * @param name one of {@link #names()}
   * @param folder in Hugging Face's layout
   * @param prompt what a thinking reward asks with, if not Preceptor's own
   * @throws InputException if the model cannot be used
   */
  public static ResponseMetric load(
      String name, Path folder, Compute compute, Optional<String> prompt) {
    try (Checkpoint model = Checkpoint.open(folder)) {
      return LOADERS.get(name).load(model, compute, prompt.orElse(Rating.FORM));
    }
  }

  /**
   * Holds a metric's model against itself without loading it.
   *
   * @param name one of {@link #names()}
   * @throws InputException if the model cannot be used
   */
  public static void requireModel(String name, Path folder) {
    try (Checkpoint model = Checkpoint.open(folder)) {
      if (name.equals(SimilarityMetric.NAME)) {
        SimilarityModel.require(model);
      } else {
        LanguageModel.require(model);
      }
    }
  }

  /**
   * The prompt that a metric puts to its model, without what it is about; empty if it has none.
   *
   * @param prompt of the recipe, if not Preceptor's own
   */
  public static String prompt(String name, Optional<String> prompt) {
    return name.equals(ThinkingRewardMetric.NAME) ? prompt.orElse(Rating.FORM) : "";
  }

  /**
   * The thinking reward by a server.
   *
   * @param prompt what it is asked with, if not Preceptor's own
   */
  public static ResponseMetric ofEndpoint(EndpointSettings settings, Optional<String> prompt) {
    return new EndpointRatingMetric(settings, prompt.orElse(Rating.FORM));
  }
}
