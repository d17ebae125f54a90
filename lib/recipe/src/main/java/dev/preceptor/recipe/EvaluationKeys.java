package dev.preceptor.recipe;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** When and on how much the policy is measured, and what is measured. */
public record EvaluationKeys(
    @Meaning(
            "Optimizer steps between evaluations on test_csv; 0 evaluates only before and after the"
                + " run.")
        @Key(initial = "25", min = 0, unit = "steps", trl = "TrainingArguments")
        int evalSteps,
    @Meaning(
            "Test questions per evaluation; 0 uses all. data_seed says which; without it, the"
                + " first.")
        @Key(initial = "200", min = 0, unit = "questions", eval = true)
        int evalLimit,
    @Meaning("Questions decoded together in an evaluation; fewer need less memory.")
        @Key(initial = "16", min = 1, max = 4096, unit = "questions", eval = true)
        int evalBatchSize,
    @Meaning(
            "Whose rules grade the answers of an evaluation, each reported by itself. The accuracy"
                + " is always that of preceptor.")
        @Key(initial = "[preceptor, visualthinker, medvint, medevalkit]", eval = true)
        List<GraderName> graders,
    @Meaning(
            "What is measured of the answers of an evaluation by models of their own, in the memory"
                + " of the process that evaluates. A submitted run's models lie below the folders"
                + " of PRECEPTOR_MODELS, as those of its judges.")
        @Key(initial = "[]", eval = true)
        List<MetricKeys> metrics,
    @Meaning(
            "Whether the run is watched for signs of reward hacking: warn reports each alarm, stop"
                + " also ends the run after the step that raises one, with a checkpoint, off does"
                + " neither. It may change when a run is resumed.")
        @Key(jobs = Job.TRAIN, initial = "warn")
        SentinelMode sentinel) {
  public EvaluationKeys {
    graders = List.copyOf(graders);
    metrics = List.copyOf(metrics);
    Bounds.check(
        EvaluationKeys.class, evalSteps, evalLimit, evalBatchSize, graders, metrics, sentinel);
    requireOnce("graders", graders.stream().map(grader -> text(grader)).toList());
    requireOnce("metrics", metrics.stream().map(MetricKeys::key).toList());
  }

  /** Refuses a list that has a name twice. */
  static void requireOnce(String key, List<String> names) {
    Set<String> once = new HashSet<>();
    for (String name : names) {
      if (!once.add(name)) {
        throw new RecipeException(key, name + " is listed twice; keep one");
      }
    }
  }

  private static String text(GraderName grader) {
    return grader.name().toLowerCase(Locale.ROOT);
  }

  /** The names of the graders as they stand in a recipe and in the metrics' keys. */
  public List<String> graderNames() {
    return graders.stream().map(EvaluationKeys::text).toList();
  }
}
