package dev.preceptor.cli.runs;

import dev.preceptor.training.sft.SupervisedTuning;
import picocli.CommandLine.Command;

/** {@code preceptor sft}: supervised fine-tuning. */
@Command(
    name = "sft",
    description = {
      "Fine-tunes a model on demonstrations (supervised).",
      "",
      "Trains with next-token loss on the answers, from a model folder or from random weights. The"
          + " run's folder, runs/NAME, holds recipe.yaml, metrics.jsonl (a line for each step and"
          + " each evaluation), summary.json and checkpoints/step-N.",
      ""
    },
    footer = {
      "",
      "@|bold Examples|@",
      "  preceptor sft recipes/phantom-sft.yaml --run phantom-policy",
      "  preceptor sft my.yaml --steps 20 --set learning_rate=1e-4 --set eval_steps=0",
      "  preceptor sft --run phantom-policy --resume",
      "",
      "Ctrl-C saves the weights and stops the run; --resume continues it, also after a crash, and ends"
          + " with the same weights."
    })
public final class Sft extends TuningCommand {

  public Sft() {
    super(new SupervisedTuning());
  }
}
