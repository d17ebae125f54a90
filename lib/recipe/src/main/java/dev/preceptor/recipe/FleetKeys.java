package dev.preceptor.recipe;

/**
 * Who works and how far ahead.
 *
 * @param staleness {@code staleness}: 0 samples each step from the newest weights, 1 from those one
 *     step older
 * @param rolloutWorkers {@code rollout_workers}
 * @param judgeWorkers {@code judge_workers}
 * @param partitions {@code partitions} of the topics that are keyed by group
 * @param threads {@code threads} of PyTorch in one process
 * @param device {@code device}: cpu, cuda:N or auto
 * @param computeDtype {@code compute_dtype}
 */
public record FleetKeys(
    int staleness,
    int rolloutWorkers,
    int judgeWorkers,
    int partitions,
    int threads,
    String device,
    ComputeDtype computeDtype) {
  private static final int MAX_WORKERS = 256;
  private static final int MAX_PARTITIONS = 1024;
  private static final int MAX_THREADS = 1024;

  public FleetKeys {
    RecipeKey.STALENESS.requireWithin(staleness, 0, 1);
    RecipeKey.ROLLOUT_WORKERS.requireWithin(rolloutWorkers, 1, MAX_WORKERS);
    RecipeKey.JUDGE_WORKERS.requireWithin(judgeWorkers, 1, MAX_WORKERS);
    RecipeKey.PARTITIONS.requireWithin(partitions, 1, MAX_PARTITIONS);
    RecipeKey.THREADS.requireWithin(threads, 1, MAX_THREADS);
    RecipeKey.DEVICE.require(
        device.matches("cpu|auto|cuda:\\d{1,3}"), device, "is no device; use cpu, cuda:N or auto");
  }
}
