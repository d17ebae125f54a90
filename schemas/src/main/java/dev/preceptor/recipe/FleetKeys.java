package dev.preceptor.recipe;

/**
 * Who works and how far ahead.
 *
 * @param staleness {@code staleness}: 0 samples each step from the newest weights, 1 from those
 *     before
 * @param rolloutWorkers {@code rollout_workers}
 * @param judgeWorkers {@code judge_workers}
 * @param partitions {@code partitions} of the topics that are keyed by group
 * @param threads {@code threads} of PyTorch in one process
 */
public record FleetKeys(
    int staleness, int rolloutWorkers, int judgeWorkers, int partitions, int threads) {}
