package dev.preceptor.cli.runs;

import dev.preceptor.training.dpo.PreferenceTuning;
import picocli.CommandLine.Command;

/** {@code preceptor dpo}: preference training. */
@Command(
    name = "dpo",
    description = {
      "Fine-tunes a model on preference pairs (Direct Preference Optimization).",
      "",
      "Makes the chosen response of each pair likelier than the rejected one, measured against the"
          + " model that the run starts from. Pairs come from a file, from a run's history"
          + " (preceptor pairs), or from questions: the right choice against a wrong one. The"
          + " run's folder, runs/NAME, holds recipe.yaml, metrics.jsonl (a line for each step and"
          + " each evaluation), summary.json and checkpoints/step-N.",
      ""
    },
    footer = {
      "",
      "@|bold Examples|@",
      "  preceptor dpo recipes/paper-phantom/dpo.yaml --run preferences",
      "  preceptor dpo my.yaml --set pairs=runs/NAME/pairs --set beta=0.2",
      "  preceptor dpo --run preferences --resume",
      "",
      "Ctrl-C saves the weights and stops the run; --resume continues it, also after a crash, and ends"
          + " with the same weights."
    })
public final class Dpo extends TuningCommand {

  public Dpo() {
    super(new PreferenceTuning());
  }
}
