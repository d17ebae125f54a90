package dev.preceptor.recipe;

/** How the weights are moved. */
public record OptimizerKeys(
    @Meaning("AdamW's learning rate at the schedule's peak.")
        @Key(initial = "1.0e-6", min = 0, trl = "TrainingArguments")
        double learningRate,
    @Meaning(
            "Learning rate schedule after the warm-up: linear and cosine go down to 0 at the last"
                + " step, constant_with_warmup stays constant; constant has no warm-up.")
        @Key(initial = "linear", trl = "TrainingArguments")
        LrSchedulerType lrSchedulerType,
    @Meaning("Optimizer steps over which the learning rate rises linearly from 0 to learning_rate.")
        @Key(initial = "0", min = 0, max = 10_000_000, unit = "steps", trl = "TrainingArguments")
        int warmupSteps,
    @Meaning(
            "Number of backward passes per optimizer step. For train it must divide"
                + " prompts_per_step.")
        @Key(initial = "1", min = 1, max = 4096, trl = "TrainingArguments")
        int gradientAccumulationSteps,
    @Meaning(
            "Maximum number of tokens in one backward pass. It bounds the learner's memory and"
                + " changes the result only by rounding.")
        @Key(initial = "8192", min = 1, max = 10_000_000, unit = "tokens")
        int maxTokensPerMicrobatch,
    @Meaning(
            "Whether to recompute activations in the backward pass instead of keeping them: less"
                + " memory, more time.")
        @Key(initial = "false", trl = "TrainingArguments")
        boolean gradientCheckpointing,
    @Meaning(
            "If the L2 norm of all gradients is larger, they are scaled down to this norm; 0"
                + " turns clipping off.")
        @Key(initial = "1.0", min = 0, trl = "TrainingArguments")
        double maxGradNorm,
    @Meaning("AdamW's decay of the running mean of gradients.")
        @Key(initial = "0.9", min = 0, below = 1, trl = "TrainingArguments")
        double adamBeta1,
    @Meaning("AdamW's decay of the running mean of squared gradients.")
        @Key(initial = "0.999", min = 0, below = 1, trl = "TrainingArguments")
        double adamBeta2,
    @Meaning(
            "AdamW's epsilon: added to the root of the mean squared gradient before dividing by"
                + " it.")
        @Key(initial = "1.0e-8", above = 0, trl = "TrainingArguments")
        double adamEpsilon,
    @Meaning(
            "Decoupled weight decay: each update also shrinks the weights by learning rate times"
                + " weight_decay.")
        @Key(initial = "0", min = 0, trl = "TrainingArguments")
        double weightDecay,
    @Meaning(
            "Data type in which weights are published, saved and sampled from; the optimizer"
                + " keeps float32 copies.")
        @Key(initial = "bfloat16")
        PolicyDtype policyDtype) {
  public OptimizerKeys {
    Bounds.check(
        OptimizerKeys.class,
        learningRate,
        lrSchedulerType,
        warmupSteps,
        gradientAccumulationSteps,
        maxTokensPerMicrobatch,
        gradientCheckpointing,
        maxGradNorm,
        adamBeta1,
        adamBeta2,
        adamEpsilon,
        weightDecay,
        policyDtype);
  }
}
