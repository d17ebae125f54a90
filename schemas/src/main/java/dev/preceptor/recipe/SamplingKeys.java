package dev.preceptor.recipe;

import java.util.OptionalInt;

/**
 * How responses are sampled.
 *
 * @param promptsPerStep {@code prompts_per_step}
 * @param numGenerations {@code num_generations}: responses a prompt
 * @param maxPromptLength {@code max_prompt_length}, tokens
 * @param maxCompletionLength {@code max_completion_length}, tokens
 * @param temperature {@code temperature}
 * @param samplingUnit {@code sampling_unit}: how many groups are decoded together
 * @param minPixels {@code min_pixels} of a picture, or the model's
 * @param maxPixels {@code max_pixels} of a picture, or the model's
 */
public record SamplingKeys(
    int promptsPerStep,
    int numGenerations,
    int maxPromptLength,
    int maxCompletionLength,
    double temperature,
    int samplingUnit,
    OptionalInt minPixels,
    OptionalInt maxPixels) {}
