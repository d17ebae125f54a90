package dev.preceptor.models.language;

import dev.preceptor.models.image.Image;
import dev.preceptor.models.sampling.Completion;
import dev.preceptor.models.sampling.Sampling;
import java.util.List;
import java.util.Optional;

/** One version of the policy, ready to answer. */
public interface PolicySampler {

  /**
   * Tokenizes a prompt.
   *
   * @throws dev.preceptor.models.InputException when text and image cannot be put to the model
   */
  TokenizedPrompt prompt(String text, Optional<Image> image);

  /**
   * Samples completions of several prompts, decoded together.
   *
   * @param samples completions a prompt
   * @param seeds one a prompt
   * @return for each prompt its completions
   */
  List<List<Completion>> generate(
      List<TokenizedPrompt> prompts, int samples, Sampling sampling, long[] seeds);

  /** The text of ids, without special tokens. */
  String decode(int[] ids);
}
