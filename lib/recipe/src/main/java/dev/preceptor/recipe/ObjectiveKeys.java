package dev.preceptor.recipe;

/** What is optimised. */
public record ObjectiveKeys(
    @Meaning("The reinforcement learning algorithm: grpo or dr_grpo.")
        @Key(jobs = Job.TRAIN, initial = "grpo", matches = Key.NAME, outside = Key.NO_NAME)
        String algorithm,
    @Meaning(
            "How strongly the policy is held to the reference model, which is the model that the"
                + " run starts from. train: the weight of the KL divergence from it; with 0 no"
                + " reference model is loaded. dpo: what the log-ratio to it is multiplied by.")
        @Key(
            jobs = {Job.TRAIN, Job.DPO},
            initial = "0.04",
            initialForDpo = "0.1",
            min = 0,
            trl = "GRPOConfig")
        double beta,
    @Meaning(
            "Clipping range: the importance ratio (a token's probability under the policy divided"
                + " by that under the policy that sampled it) is clipped to between 1 - epsilon"
                + " and 1 + epsilon.")
        @Key(jobs = Job.TRAIN, initial = "0.2", above = 0, below = 1, trl = "GRPOConfig")
        double epsilon) {

  public ObjectiveKeys {
    Bounds.check(ObjectiveKeys.class, algorithm, beta, epsilon);
  }
}
