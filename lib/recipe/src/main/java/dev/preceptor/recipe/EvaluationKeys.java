package dev.preceptor.recipe;

/** When and on how much the policy is measured. */
public record EvaluationKeys(
    @Meaning(
            "Optimizer steps between evaluations on test_csv; 0 evaluates only before and after the"
                + " run.")
        @Key(initial = "25", min = 0, unit = "steps", trl = "TrainingArguments")
        int evalSteps,
    @Meaning("Test questions that an evaluation takes; 0 takes all.")
        @Key(initial = "200", min = 0, unit = "questions")
        int evalLimit,
    @Meaning("Questions that are decoded together in an evaluation. It bounds memory.")
        @Key(initial = "16", min = 1, max = 4096, unit = "questions")
        int evalBatchSize) {
  public EvaluationKeys {
    Bounds.check(EvaluationKeys.class, evalSteps, evalLimit, evalBatchSize);
  }
}
