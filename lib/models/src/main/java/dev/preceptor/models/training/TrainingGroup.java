package dev.preceptor.models.training;

import dev.preceptor.models.language.TokenizedPrompt;
import java.util.List;
import java.util.Optional;

/**
 * A prompt's responses as the learner takes them.
 *
 * @param completions token ids of each response
 * @param behaviourLogprobs what the sampler said of each token
 * @param refLogprobs what the reference says of each token, where it is known already
 * @param advantages one a response
 */
public record TrainingGroup(
    TokenizedPrompt prompt,
    List<int[]> completions,
    List<float[]> behaviourLogprobs,
    Optional<List<float[]>> refLogprobs,
    double[] advantages) {}
