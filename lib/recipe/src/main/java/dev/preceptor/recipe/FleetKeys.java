package dev.preceptor.recipe;

/** Who works and how far ahead. */
public record FleetKeys(
    @Meaning(
            "By how many optimizer steps the weights that sample may be older than those being"
                + " trained: with 0 each step is sampled from the newest weights, with 1 from"
                + " those one step older, so that sampling and training overlap.")
        @Key(jobs = Job.TRAIN, initial = "0", min = 0, max = 1)
        int staleness,
    @Meaning("Number of processes that sample responses. The result does not depend on it.")
        @Key(jobs = Job.TRAIN, initial = "1", min = 1, max = 256)
        int rolloutWorkers,
    @Meaning("Number of processes per judge. The result does not depend on it.")
        @Key(jobs = Job.TRAIN, initial = "1", min = 1, max = 256)
        int judgeWorkers,
    @Meaning(
            "Number of processes that evaluate. They share the batches of questions of each"
                + " evaluation; the result does not depend on it.")
        @Key(jobs = Job.TRAIN, initial = "1", min = 1, max = 256)
        int evalWorkers,
    @Meaning(
            "Kafka partitions of the topics that hold groups. No more workers than this can share"
                + " the work.")
        @Key(jobs = Job.TRAIN, initial = "6", min = 1, max = 1024)
        int partitions,
    @Meaning(
            "PyTorch's threads in each process. Weights are bit-identical only between runs with"
                + " the same number.")
        @Key(initial = Key.CORES, min = 1, max = 1024, eval = true)
        int threads,
    @Meaning(
            "Where models compute: cpu, cuda:N for GPU number N, or auto for the first GPU if"
                + " there is one. Replay after a crash is exact only on cpu.")
        @Key(
            initial = "cpu",
            eval = true,
            matches = "cpu|auto|cuda:\\d{1,3}",
            outside = "is not a device; use cpu, cuda:N or auto")
        String device,
    @Meaning(
            "The number format that models compute in; auto is bfloat16 on a GPU and float32 on a"
                + " CPU.")
        @Key(initial = "auto", eval = true)
        ComputeDtype computeDtype) {
  public FleetKeys {
    Bounds.check(
        FleetKeys.class,
        staleness,
        rolloutWorkers,
        judgeWorkers,
        evalWorkers,
        partitions,
        threads,
        device,
        computeDtype);
  }
}
