package dev.preceptor.rollout;

import dev.preceptor.models.language.LanguageModel;
import dev.preceptor.models.language.PolicySampler;
import dev.preceptor.models.torch.Compute;
import dev.preceptor.policy.AssembledPolicy;
import dev.preceptor.policy.PolicyAssembler;
import java.util.function.Supplier;

/**
 * The policy in libtorch's memory: built from the first version that is asked for, and given the
 * weights of later ones in place. For one thread.
 */
final class LoadedPolicy implements Policies, AutoCloseable {

  private static final double NANOS_PER_SECOND = 1e9;

  private final PolicyAssembler versions;
  private final Supplier<Compute> compute;
  private final Applied applied;
  private LanguageModel model;
  private int version = -1;

  /** Is called when a version has become the one to sample from. */
  interface Applied {
    void version(int version, double seconds);
  }

  /**
   * A policy that is not loaded yet.
   *
   * @param applied is called with how long it took to make a version and to load it
   */
  LoadedPolicy(PolicyAssembler versions, Supplier<Compute> compute, Applied applied) {
    this.versions = versions;
    this.compute = compute;
    this.applied = applied;
  }

  @Override
  public PolicySampler at(int wanted) {
    if (wanted != version) {
      long start = System.nanoTime();
      AssembledPolicy policy = versions.at(wanted);
      if (model == null) {
        model = LanguageModel.load(policy.weights(), compute.get());
      } else {
        model.update(policy.weights());
      }
      version = wanted;
      applied.version(wanted, (System.nanoTime() - start) / NANOS_PER_SECOND);
    }
    return model;
  }

  @Override
  public void close() {
    if (model != null) {
      model.close();
    }
  }
}
