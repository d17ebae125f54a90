package dev.preceptor.recipe;

import java.util.Optional;

/** What supervised and preference training need. */
public record SupervisedKeys(
    @Meaning(
            "The answer to learn: answer_text is the right choice's text as in the paper's Fig. S5"
                + " (<answer>Abdomen</answer>), answer_letter its letter, column what"
                + " response_column holds. If not given, it is column where train_csv has that"
                + " column or response_column is given, else answer_text. dpo words the chosen and"
                + " the rejected choice so; of a column, the rejected answer is the chosen one with"
                + " a wrong conclusion.")
        @Key(jobs = {Job.SFT, Job.DPO})
        Optional<Target> target,
    @Meaning("The column of train_csv with the answers to learn.")
        @Key(
            jobs = {Job.SFT, Job.DPO},
            initial = SupervisedKeys.RESPONSE_COLUMN)
        String responseColumn,
    @Meaning(
            "Whether each epoch shuffles the data; false keeps the file's order, for files that"
                + " go from easy to hard.")
        @Key(
            jobs = {Job.SFT, Job.DPO},
            initial = "true",
            trl = "GRPOConfig")
        boolean shuffleDataset,
    @Meaning("Passes over the data if max_steps is 0.")
        @Key(
            jobs = {Job.SFT, Job.DPO},
            initial = "1",
            above = 0,
            trl = "TrainingArguments")
        double numTrainEpochs,
    @Meaning(
            "An optimizer step learns from this many answers, or pairs for dpo, times"
                + " gradient_accumulation_steps. How many are computed together is decided by"
                + " max_tokens_per_microbatch.")
        @Key(
            jobs = {Job.SFT, Job.DPO},
            initial = "8",
            min = 1,
            max = 4096,
            unit = "examples",
            trl = "TrainingArguments")
        int perDeviceTrainBatchSize) {
  /** The column that is looked for where a recipe names none. */
  public static final String RESPONSE_COLUMN = "Response";

  public SupervisedKeys {
    Bounds.check(
        SupervisedKeys.class,
        target,
        responseColumn,
        shuffleDataset,
        numTrainEpochs,
        perDeviceTrainBatchSize);
  }
}
