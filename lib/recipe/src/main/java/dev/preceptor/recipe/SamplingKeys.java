package dev.preceptor.recipe;

import java.util.OptionalInt;

/** How responses are sampled. */
public record SamplingKeys(
    @Meaning("Questions per optimizer step; each is the prompt of one group.")
        @Key(jobs = Job.TRAIN, initial = "8", min = 1, max = 4096, unit = "questions")
        int promptsPerStep,
    @Meaning("Responses sampled for each question: the size of a group.")
        @Key(
            jobs = Job.TRAIN,
            initial = "8",
            min = 2,
            outside = "is too few for a group baseline",
            trl = "GRPOConfig")
        int numGenerations,
    @Meaning(
            "Maximum length of a prompt in tokens, including those of its image. A question with"
                + " a longer prompt is refused, not truncated.")
        @Key(initial = "1024", min = 1, max = 1 << 17, unit = "tokens", trl = "GRPOConfig")
        int maxPromptLength,
    @Meaning("Maximum length of a response in tokens; sampling stops there.")
        @Key(
            initial = "256",
            min = 1,
            max = 1 << 17,
            unit = "tokens",
            eval = true,
            trl = "GRPOConfig")
        int maxCompletionLength,
    @Meaning(
            "Sampling temperature: logits are divided by it, and so are gradients. At less than"
                + " 0.001 all responses of a group would be the same.")
        @Key(jobs = Job.TRAIN, initial = "1.0", min = 0.001, max = 100, trl = "GRPOConfig")
        double temperature,
    @Meaning(
            "The largest number of groups that are decoded together. It changes how sums are"
                + " rounded, so a run with another value gives other weights.")
        @Key(jobs = Job.TRAIN, initial = "8", min = 1, max = 4096, unit = "groups")
        int samplingUnit,
    @Meaning(
            "An image with fewer pixels is scaled up to this many. If not given, the model's own"
                + " limit applies.")
        @Key(min = 1, max = 1 << 26, unit = "pixels", eval = true)
        OptionalInt minPixels,
    @Meaning(
            "An image with more pixels is scaled down to this many. If not given, the model's own"
                + " limit applies.")
        @Key(min = 1, max = 1 << 26, unit = "pixels", eval = true)
        OptionalInt maxPixels,
    @Meaning(
            "What a step does if some of its groups fail: train_on_rest trains on the others,"
                + " fill_in asks another question for each failed group, once.")
        @Key(jobs = Job.TRAIN, initial = "train_on_rest")
        FailedGroups failedGroups) {

  /** What still fits one Kafka record of 16 MiB with ids, log-probabilities and text. */
  private static final int MAX_GROUP_TOKENS = 1 << 20;

  public SamplingKeys {
    Bounds.check(
        SamplingKeys.class,
        promptsPerStep,
        numGenerations,
        maxPromptLength,
        maxCompletionLength,
        temperature,
        samplingUnit,
        minPixels,
        maxPixels,
        failedGroups);
    if ((long) numGenerations * maxCompletionLength > MAX_GROUP_TOKENS) {
      throw new RecipeException(
          "num_generations",
          ("%d times max_completion_length %d is more than the %d tokens that fit one"
                  + " record; lower one of them")
              .formatted(numGenerations, maxCompletionLength, MAX_GROUP_TOKENS));
    }
    if (minPixels.isPresent()
        && maxPixels.isPresent()
        && minPixels.getAsInt() > maxPixels.getAsInt()) {
      throw new RecipeException(
          "min_pixels",
          "%d is more than max_pixels %d; swap them"
              .formatted(minPixels.getAsInt(), maxPixels.getAsInt()));
    }
  }
}
