package dev.preceptor.models.training;

import dev.preceptor.models.language.TokenizedPrompt;
import java.util.List;
import java.util.Optional;

/**
 * A prompt and its responses, as the learner trains on them.
 *
 * @param completions token ids of each response
 * @param behaviourLogprobs each token's log-probability under the policy that sampled it
 * @param refLogprobs each token's log-probability under the reference, if already computed
 * @param advantages one per response
 */
public record TrainingGroup(
    TokenizedPrompt prompt,
    List<int[]> completions,
    List<float[]> behaviourLogprobs,
    Optional<List<float[]>> refLogprobs,
    double[] advantages) {}
