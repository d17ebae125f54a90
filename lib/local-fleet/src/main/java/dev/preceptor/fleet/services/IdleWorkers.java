package dev.preceptor.fleet.services;

import dev.preceptor.recipe.Recipe;
import dev.preceptor.run.plan.UnitLayout;
import java.util.ArrayList;
import java.util.List;

/** Warns of workers in a recipe that would never have work. */
public final class IdleWorkers {

  private IdleWorkers() {}

  /** One message per kind of worker with idle workers: how many, why, and the fix. */
  public static List<String> of(Recipe recipe) {
    List<String> lines = new ArrayList<>();
    var fleet = recipe.fleet();
    int units = UnitLayout.of(recipe).units();
    int busy = Math.min(fleet.partitions(), units);
    if (fleet.rolloutWorkers() > busy) {
      lines.add(
          "rollout_workers %d: %d of them will idle, since a step is %d sampling unit%s on %d partition%s; %s"
              .formatted(
                  fleet.rolloutWorkers(),
                  fleet.rolloutWorkers() - busy,
                  units,
                  units == 1 ? "" : "s",
                  fleet.partitions(),
                  fleet.partitions() == 1 ? "" : "s",
                  units > fleet.partitions()
                      ? "raise partitions to " + Math.min(units, fleet.rolloutWorkers())
                      : "lower sampling_unit or raise prompts_per_step"));
    }
    if (!recipe.scoring().judges().isEmpty() && fleet.judgeWorkers() > fleet.partitions()) {
      lines.add(
          "judge_workers %d: %d of each judge's will idle, since there %s %d partition%s; raise partitions to %d"
              .formatted(
                  fleet.judgeWorkers(),
                  fleet.judgeWorkers() - fleet.partitions(),
                  fleet.partitions() == 1 ? "is" : "are",
                  fleet.partitions(),
                  fleet.partitions() == 1 ? "" : "s",
                  fleet.judgeWorkers()));
    }
    return List.copyOf(lines);
  }
}
