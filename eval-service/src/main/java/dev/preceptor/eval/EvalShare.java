package dev.preceptor.eval;

import dev.preceptor.models.InputException;

/**
 * Which batches of an evaluation this eval-service answers. The recipe decides the batches, and
 * their numbers decide who answers them: no batch depends on how many there are to share the work.
 *
 * @param worker which of the eval-services this is, from 0
 * @param workers how many there are
 */
public record EvalShare(int worker, int workers) {

  /**
   * A share.
   *
   * @throws InputException if there is no such worker
   */
  public EvalShare {
    if (worker < 0 || worker >= workers) {
      throw new InputException(
          "PRECEPTOR_EVAL_WORKER %d: the run's recipe has eval_workers %d; use 0 to %d"
              .formatted(worker, workers, workers - 1));
    }
  }

  /** Whether a batch is this worker's. */
  boolean has(int batch) {
    return batch % workers == worker;
  }

  /** Whether this worker makes the evaluation of the answers of all. */
  boolean reports() {
    return worker == 0;
  }
}
