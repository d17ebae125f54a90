package dev.preceptor.rollout;

import dev.preceptor.models.image.Picture;
import dev.preceptor.models.language.LanguageModel;
import dev.preceptor.models.language.Prompt;
import dev.preceptor.models.sampling.Completion;
import dev.preceptor.models.sampling.Sampling;
import dev.preceptor.models.torch.Compute;
import dev.preceptor.policy.AssembledPolicy;
import dev.preceptor.policy.PolicyAssembler;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The policy in libtorch's memory: built from the first version that is asked for, and given the
 * weights of later ones in place. For one thread.
 */
final class LoadedPolicy implements Policies, AutoCloseable {

  private final PolicyAssembler versions;
  private final Supplier<Compute> compute;
  private LanguageModel model;
  private int version = -1;

  LoadedPolicy(PolicyAssembler versions, Supplier<Compute> compute) {
    this.versions = versions;
    this.compute = compute;
  }

  @Override
  public PolicySampler at(int wanted) {
    if (wanted != version) {
      AssembledPolicy policy = versions.at(wanted);
      if (model == null) {
        model = LanguageModel.load(policy.weights(), compute.get());
      } else {
        model.update(policy.weights());
      }
      version = wanted;
    }
    return new Answering(model);
  }

  @Override
  public void close() {
    if (model != null) {
      model.close();
    }
  }

  private record Answering(LanguageModel model) implements PolicySampler {

    @Override
    public Prompt prompt(String text, Optional<Picture> picture) {
      return model.prompt(text, picture);
    }

    @Override
    public List<List<Completion>> generate(
        List<Prompt> prompts, int samples, Sampling sampling, long[] seeds) {
      return model.generate(prompts, samples, sampling, seeds);
    }

    @Override
    public String decode(int[] ids) {
      return model.tokenizer().decode(ids);
    }
  }
}
