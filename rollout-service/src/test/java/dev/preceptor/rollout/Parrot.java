package dev.preceptor.rollout;

import dev.preceptor.models.image.Image;
import dev.preceptor.models.language.PolicySampler;
import dev.preceptor.models.language.TokenizedPrompt;
import dev.preceptor.models.sampling.Completion;
import dev.preceptor.models.sampling.Finish;
import dev.preceptor.models.sampling.Sampling;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** A policy whose tokens are the prompt's characters, and whose answers contain the seed. */
class Parrot implements PolicySampler {

  /** How many prompts were decoded together, each time. */
  final List<Integer> batches = new ArrayList<>();

  @Override
  public TokenizedPrompt prompt(String text, Optional<Image> image) {
    return new TokenizedPrompt(text.chars().toArray(), 0, Optional.empty());
  }

  @Override
  public List<List<Completion>> generate(
      List<TokenizedPrompt> prompts, int samples, Sampling sampling, long[] seeds) {
    batches.add(prompts.size());
    return IntStream.range(0, prompts.size())
        .mapToObj(
            p ->
                IntStream.range(0, samples)
                    .mapToObj(
                        r ->
                            new Completion(
                                new int[] {r},
                                new float[] {-0.5f},
                                seeds[p] + "/" + r,
                                r == 0 ? Finish.STOP : Finish.LENGTH))
                    .toList())
        .toList();
  }

  @Override
  public String decode(int[] ids) {
    return "x".repeat(ids.length);
  }
}
