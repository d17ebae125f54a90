package dev.preceptor.recipe;

/** When and on how much the policy is measured. */
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
        int evalBatchSize) {
  public EvaluationKeys {
    Bounds.check(EvaluationKeys.class, evalSteps, evalLimit, evalBatchSize);
  }
}
