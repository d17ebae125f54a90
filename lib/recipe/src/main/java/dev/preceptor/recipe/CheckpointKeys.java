package dev.preceptor.recipe;

import java.util.OptionalInt;

/** When a run can be taken up again, and from where a worker can catch up. */
public record CheckpointKeys(
    @Meaning("Optimizer steps between checkpoints, from which a stopped run resumes.")
        @Key(initial = "100", min = 1, unit = "steps", trl = "TrainingArguments")
        int saveSteps,
    @Meaning("How many of the newest checkpoints are kept; all if not given.")
        @Key(min = 1, unit = "checkpoints", trl = "TrainingArguments")
        OptionalInt saveTotalLimit,
    @Meaning(
            "Every how many policy versions the weights are published whole (an anchor); the"
                + " versions between are deltas. 1 publishes only anchors.")
        @Key(jobs = Job.TRAIN, initial = "50", min = 1, unit = "versions")
        int policyAnchorSteps,
    @Meaning(
            "How many of the newest optimizer steps keep their prompts, rollouts, judgements and"
                + " scores in the log; 0 keeps all. More than 0 needs save_total_limit, because"
                + " the log keeps what the oldest checkpoint needs.")
        @Key(jobs = Job.TRAIN, initial = "0", min = 0, unit = "steps")
        int historySteps) {

  public CheckpointKeys {
    Bounds.check(CheckpointKeys.class, saveSteps, saveTotalLimit, policyAnchorSteps, historySteps);
    if (historySteps > 0 && saveTotalLimit.isEmpty()) {
      throw new RecipeException(
          "history_steps",
          historySteps
              + " would delete nothing, since the log keeps what the oldest checkpoint needs and"
              + " all of them are kept; set save_total_limit");
    }
  }
}
