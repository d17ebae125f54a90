package dev.preceptor.study.table;

import dev.preceptor.run.RunFolder;
import java.nio.file.Path;
import java.util.List;

/** Trains a row of the table, which knows no trainer. */
@FunctionalInterface
public interface RowTraining {

  /**
   * Runs a row's recipe, or what is left of a run that was stopped.
   *
   * @param overrides texts {@code key=value}
   * @return the checkpoint of its last step
   * @throws dev.preceptor.models.InputException if it cannot be run
   * @throws dev.preceptor.run.RunFailedException if it failed
   * @throws dev.preceptor.run.StoppedException if the process was asked to end
   */
  Path train(TableRow row, List<String> overrides, RunFolder run);
}
